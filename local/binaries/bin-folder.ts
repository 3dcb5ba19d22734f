import { randomUUID } from "node:crypto";
import { mkdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ResolvedBinary } from "./binary.ts";
import { cacheLayout } from "./cache.ts";
import { sha256OfText } from "./checksum.ts";

/**
 * A folder for PATH that has exactly these binaries under their plain names. The same binaries always give the same folder, so
 * that a running program never sees its tools change.
 *
 * @returns `<cache>/bin/<hash>`
 */
export async function binFolder(cache: string, binaries: Iterable<ResolvedBinary>): Promise<string> {
  const entries = [...binaries].map(({ name, file }) => [name, file] as const).sort(([left], [right]) => left.localeCompare(right));
  const folder = join(cacheLayout.bin(cache), sha256OfText(JSON.stringify(entries)).slice(0, 20));
  for (const [name, file] of entries) await placeLink(file, join(folder, name));
  return folder;
}

/**
 * Lays out a `PULUMI_HOME` in which the engine finds the Kubernetes plugin under its own version, so that it downloads nothing.
 * Plugins of other versions that are already there stay: stacks may still refer to them.
 *
 * @param state the Storefleet state folder.
 * @returns `<state>/pulumi-home`
 */
export async function pulumiHome(state: string, plugin: ResolvedBinary): Promise<string> {
  const home = join(state, "pulumi-home");
  const kind = plugin.name.replace(/^pulumi-/, "");
  await placeLink(plugin.file, join(home, "plugins", `${kind}-v${plugin.version}`, plugin.name));
  return home;
}

/** Makes or corrects a link without a moment in which there is none. */
async function placeLink(target: string, link: string): Promise<void> {
  if ((await readlink(link).catch(() => undefined)) === target) return;
  await mkdir(dirname(link), { recursive: true });
  const draft = `${link}.${randomUUID()}`;
  await symlink(target, draft);
  await rename(draft, link).catch(async (error: unknown) => {
    await rm(draft, { force: true });
    throw error;
  });
}
