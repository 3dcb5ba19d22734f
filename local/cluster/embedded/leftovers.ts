import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../process-runner.ts";
import { ownTrees } from "./cgroups.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { ownParts, ownSets, parseTables } from "./netfilter.ts";
import type { RuleProgram } from "./parts.ts";
import { listProcesses } from "./processes.ts";
import { ownLinks, ownProcesses } from "./teardown.ts";

/** What a look at the machine brings; one field per kind of thing that a cluster makes. */
export interface Evidence {
  readonly processes: readonly { readonly pid: number; readonly name: string }[];
  /** Text of /proc/self/mountinfo. */
  readonly mountinfo: string;
  readonly links: readonly string[];
  /** What iptables-nft-save and ip6tables-nft-save print; undefined when they could not be run. */
  readonly rules: { readonly iptables: string | undefined; readonly ip6tables: string | undefined };
  /** What `ipset list -n` prints. */
  readonly sets: string | undefined;
  readonly groups: readonly string[];
  /** Files and folders of ours that exist. */
  readonly files: readonly string[];
}

/** One line for each thing that a deleted cluster must not leave. Empty means clean. */
export function leftoversIn(evidence: Evidence, layout: EmbeddedLayout): readonly string[] {
  const found = [
    ...evidence.processes.map(({ pid, name }) => `process ${pid} (${name})`),
    ...mountPointsIn(evidence.mountinfo)
      .filter((point) => [layout.root, layout.run].some((folder) => point === folder || point.startsWith(`${folder}/`)))
      .map((point) => `mount ${point}`),
    ...evidence.links.map((link) => `interface ${link}`),
    ...evidence.groups.map((group) => `control group ${group}`),
    ...evidence.files.map((file) => `file ${file}`),
  ];
  for (const [tool, saved] of Object.entries(evidence.rules)) {
    if (saved === undefined) found.push(`${tool} rules could not be read`);
    else found.push(...ruleLines(tool, saved));
  }
  if (evidence.sets === undefined) found.push("ipset sets could not be read");
  else found.push(...ownSets(evidence.sets).map((set) => `ipset ${set}`));
  return found;
}

function ruleLines(tool: string, saved: string): readonly string[] {
  return parseTables(saved).flatMap((table) => {
    const { chains, rules } = ownParts(table);
    return [
      ...chains.map((chain) => `${tool} chain ${table.name}/${chain}`),
      ...rules.map((rule) => `${tool} rule ${table.name}: ${rule}`),
    ];
  });
}

/** The mount points in the text of a mountinfo file. */
export function mountPointsIn(mountinfo: string): readonly string[] {
  return mountinfo
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => point !== "")
    .map((point) => point.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8))));
}

/**
 * Everything of the cluster that is on this machine: processes, mounts, interfaces, rules, sets, control groups, files.
 * @param tools programs that read the rules; the cluster's own are gone with it
 */
export async function leftovers(
  layout: EmbeddedLayout,
  run: ProcessRunner,
  tools: Readonly<Record<RuleProgram, string>>,
): Promise<readonly string[]> {
  const print = async (...argv: readonly string[]) => {
    const result = await run(argv);
    return result.code === 0 ? result.stdout : undefined;
  };
  const own = await ownProcesses(layout);
  const mentioning = (await listProcesses()).filter((info) => info.pid !== process.pid && info.command.includes(`${layout.run}/`));
  const evidence: Evidence = {
    processes: [...new Map([...own, ...mentioning].map((info) => [info.pid, info])).values()],
    mountinfo: await readFile("/proc/self/mountinfo", "utf8"),
    links: await ownLinks(),
    rules: {
      iptables: await print(tools["xtables-nft-multi"], "iptables-save"),
      ip6tables: await print(tools["xtables-nft-multi"], "ip6tables-save"),
    },
    sets: await print(tools.ipset, "list", "-n"),
    groups: await ownTrees(layout.cgroupBase),
    files: await ownFiles(layout),
  };
  return leftoversIn(evidence, layout);
}

async function ownFiles(layout: EmbeddedLayout): Promise<readonly string[]> {
  const list = (folder: string) => readdir(folder).catch((): string[] | undefined => undefined);
  const files: string[] = [];
  for (const folder of [layout.root, layout.run]) if ((await list(folder)) !== undefined) files.push(folder);
  // A mount point of ours is an empty folder; one with content is somebody else's.
  for (const { to } of layout.binds) if ((await list(to))?.length === 0) files.push(to);
  const units = (await list("/etc/systemd/system")) ?? [];
  files.push(...units.filter((name) => name.startsWith("storefleet")).map((name) => join("/etc/systemd/system", name)));
  return files;
}
