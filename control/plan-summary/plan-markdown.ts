import type { PlanSummary, PlatformChange, StoreAction } from "./plan-summary.ts";

/** First line of a summary: a later one replaces the comment that begins with it. */
export const commentMarker = "<!-- storefleet-plan -->";

/** Most changed values that a store's line names. */
const mostNamed = 6;

const words: Readonly<Record<StoreAction, string>> = {
  create: "create",
  update: "update",
  restart: "restart",
  replace: "**replace**",
  destroy: "**destroy**",
};

/** Text inside a table: what comes from a plan must not become markup. */
function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, " ")}\``;
}

function named(changes: readonly string[]): string {
  const rest = changes.length - mostNamed;
  return [...changes.slice(0, mostNamed).map(code), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function platformLines(platform: readonly PlatformChange[]): string[] {
  if (platform.length === 0) return [];
  const lost = platform.filter(({ loss }) => loss !== undefined);
  const others = platform.filter(({ loss }) => loss === undefined);
  const counted = new Map<string, number>();
  for (const { op, kind } of others) counted.set(`${op} ${kind}`, (counted.get(`${op} ${kind}`) ?? 0) + 1);
  const machines = others.some(({ kind, op }) => kind === "VirtualMachine" && op === "replace");
  return [
    "",
    "Cluster and add-ons:",
    ...lost.map(({ op, kind, name, loss }) => `- **${op}** ${code(`${kind} ${name}`)}: loses ${loss}`),
    ...[...counted].sort().map(([what, number]) => `- ${what}${number === 1 ? "" : ` × ${number}`}`),
    ...(machines ? ["- A machine is replaced: its stores are down for some minutes, their data stays on its disk."] : []),
  ];
}

/**
 * A plan as a comment on a pull request.
 *
 * @param refusals What the budget says; see `checkBudget`.
 */
export function planMarkdown({ stores, platform, complete }: PlanSummary, refusals: readonly string[], environment: string): string {
  const rows = stores.map(
    ({ name, action, dataLoss, changes }) => `| ${code(name)} | ${words[action]} | ${dataLoss ? "**lost**" : "kept"} | ${named(changes)} |`,
  );
  const nothing = stores.length === 0 && platform.length === 0 && complete;
  return [
    commentMarker,
    `### Plan for ${code(environment)}`,
    ...(nothing ? ["", "Nothing changes."] : []),
    ...(rows.length === 0 ? [] : ["", "| store | action | data | what differs |", "| --- | --- | --- | --- |", ...rows]),
    ...platformLines(platform),
    ...(refusals.length === 0 ? [] : ["", "**Refused:**", ...refusals.map((refusal) => `- ${refusal}`)]),
    "",
  ].join("\n");
}
