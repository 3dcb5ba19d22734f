import { network } from "./layout.ts";

/** Chains that only kubelet, kube-proxy and Felix make. Another Kubernetes on the machine is refused before a start, so they are ours. */
const ownChain = /^(KUBE-|cali[-:])/;
/** Chains of the portmap plugin. Other users of CNI make them too: ours are those whose rules name our network. */
const portmapChain = /^CNI-(HOSTPORT-|DN-|SN-)/;
const ownComment = `name: \\"${network.cniName}\\"`;

interface Table {
  readonly name: string;
  readonly chains: readonly string[];
  /** Rules as `-A CHAIN …`. */
  readonly rules: readonly string[];
}

/** Reads what iptables-save prints. */
export function parseTables(saved: string): readonly Table[] {
  const tables: { name: string; chains: string[]; rules: string[] }[] = [];
  for (const line of saved.split("\n")) {
    const table = tables.at(-1);
    if (line.startsWith("*")) tables.push({ name: line.slice(1), chains: [], rules: [] });
    else if (line.startsWith(":")) table?.chains.push(line.slice(1).split(" ")[0] ?? "");
    else if (line.startsWith("-A ")) table?.rules.push(line);
  }
  return tables;
}

const chainOf = (rule: string) => rule.split(" ")[1] ?? "";
const jumpOf = (rule: string) => / -[jg] (\S+)/.exec(rule)?.[1] ?? "";

/** The chains of a table that are ours, and the rules in other chains that are. */
export function ownParts(table: Table): { readonly chains: readonly string[]; readonly rules: readonly string[] } {
  const chains = new Set(table.chains.filter((chain) => ownChain.test(chain)));
  for (const rule of table.rules) {
    if (!rule.includes(ownComment)) continue;
    if (portmapChain.test(chainOf(rule)) && chainOf(rule).startsWith("CNI-DN-")) chains.add(chainOf(rule));
    if (/^CNI-(DN|SN)-/.test(jumpOf(rule))) chains.add(jumpOf(rule));
  }
  const isOwnRule = (rule: string) =>
    chains.has(chainOf(rule)) || chains.has(jumpOf(rule)) || /[ "](cali[-:]|KUBE-)/.test(rule) || rule.includes(ownComment);
  // The shared chains of portmap go when nobody else's rule is left that leads to a container.
  const strangers = table.rules.filter((rule) => chainOf(rule) === "CNI-HOSTPORT-DNAT" && !isOwnRule(rule));
  if (strangers.length === 0) for (const chain of table.chains.filter((name) => portmapChain.test(name))) chains.add(chain);
  const rules = table.rules.filter((rule) => !chains.has(chainOf(rule)) && isOwnRule(rule));
  const jumps = table.rules.filter((rule) => !chains.has(chainOf(rule)) && chains.has(jumpOf(rule)) && !rules.includes(rule));
  return { chains: [...chains], rules: [...rules, ...jumps] };
}

/** Input for `iptables-restore --noflush` that removes what is ours and leaves every other rule as it is. Empty when nothing is ours. */
export function removalScript(saved: string): string {
  let script = "";
  for (const table of parseTables(saved)) {
    const { chains, rules } = ownParts(table);
    if (chains.length === 0 && rules.length === 0) continue;
    const lines = [
      // Declaring a chain empties it, so that chains which point at each other can all go.
      ...chains.map((chain) => `:${chain} - [0:0]`),
      ...rules.map((rule) => rule.replace(/^-A/, "-D")),
      ...chains.map((chain) => `-X ${chain}`),
    ];
    script += `*${table.name}\n${lines.join("\n")}\nCOMMIT\n`;
  }
  return script;
}

/** Names of Felix's sets in what `ipset list -n` prints. */
export function ownSets(listed: string): readonly string[] {
  return listed.split("\n").filter((name) => /^cali/.test(name));
}

/** The tables of iptables that hold no rule, no chain of anybody and no policy but ACCEPT, by what iptables-save prints: as if never used. */
export function unusedTables(saved: string): readonly string[] {
  return parseTables(saved)
    .filter((table) => table.rules.length === 0 && table.chains.every((chain) => /^[A-Z]+$/.test(chain)))
    .filter((table) => !new RegExp(`^\\*${table.name}\\n(?:(?!\\*).*\\n)*?:\\S+ DROP`, "m").test(saved))
    .map((table) => table.name);
}
