import { readdir, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "../steps.ts";
import { cgroup } from "./layout.ts";

/** Our folder in every control-group tree below `base`; only those that exist. */
export async function ownTrees(base: string): Promise<readonly string[]> {
  const names = await readdir(base).catch((): string[] => []);
  const candidates = names.includes("cgroup.controllers") ? [base] : names.map((name) => join(base, name));
  const trees: string[] = [];
  for (const candidate of candidates) {
    const folder = join(candidate, cgroup);
    if ((await readdir(folder).catch(() => undefined)) !== undefined) trees.push(folder);
  }
  return trees;
}

/** A control group and all below it, deepest first. */
export async function groupsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(entries.filter((entry) => entry.isDirectory()).map((entry) => groupsBelow(join(folder, entry.name))));
  return [...below.flat(), folder];
}

/** The processes in the groups below `name` (a group of ours, "" for all), in any tree of `base`. */
export async function groupProcesses(base: string, name: string): Promise<readonly number[]> {
  const pids = new Set<number>();
  for (const tree of await ownTrees(base)) {
    for (const group of await groupsBelow(join(tree, name))) {
      const text = await readFile(join(group, "cgroup.procs"), "utf8").catch(() => "");
      for (const line of text.split("\n")) if (line !== "" && line !== "0") pids.add(Number(line));
    }
  }
  return [...pids];
}

/** Removes every group of ours; their processes must be gone. A group that the kernel still empties is tried again for two seconds. */
export async function removeGroups(base: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const trees = await ownTrees(base);
    if (trees.length === 0) return;
    for (const tree of trees) for (const group of await groupsBelow(tree)) await rmdir(group).catch(() => {});
    if ((await ownTrees(base)).length === 0) return;
    await pause(100);
  }
}
