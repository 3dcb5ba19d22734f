import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LayerSource } from "../builder/archive.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import type { BuildContext } from "../builder/recipe.ts";
import { runInRoot, unpackLayers } from "../builder/rootfs.ts";
import { postgresDropPaths, postgresPackages } from "./postgres.ts";
import { accounts, debianLayers } from "./shared-layers.ts";
import { valkeyDropPaths, valkeyPackages } from "./valkey.ts";

const rehearsal = join(import.meta.dirname, "../rehearsals/medusa");

/** Files that decide what {@link bakeMedusa} does. */
export const bakeSources: readonly string[] = [
  import.meta.filename,
  rehearsal,
  join(import.meta.dirname, "postgres.ts"),
  join(import.meta.dirname, "valkey.ts"),
];

/** Options of {@link bakeMedusa}. */
export interface BakeOptions {
  readonly user: number;
  /** Folder of Node's compile cache in the image. */
  readonly compileCache: string;
  /** Folder of the migrated database as SQL in the image. */
  readonly template: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the image's layers against a real PostgreSQL and Valkey, as its user and on a read-only root: migrate, seed twice, sell, stop the database.
 * An image that cannot do this is not built. What is left of it is returned as files for a layer: what Node compiled on the way, which is bound
 * to the user and to the paths and cannot be made elsewhere, and the database as it was after the migrations.
 */
export async function bakeMedusa(
  context: BuildContext,
  layers: readonly LayerSource[],
  { user, compileCache, template, env }: BakeOptions,
): Promise<readonly FileEntry[]> {
  const [, ...postgres] = (await debianLayers(context, postgresPackages, postgresDropPaths)).layers;
  const [, ...valkey] = (await debianLayers(context, valkeyPackages, valkeyDropPaths)).layers;
  const root = join(context.scratch, "root");
  const script: LayerSource = { kind: "files", entries: [...accounts("medusa", user), ...(await treeEntries(rehearsal, "rehearsal"))] };
  context.onProgress?.("unpacking for the rehearsal");
  await unpackLayers([...layers, ...postgres, ...valkey, script], root, context.signal);
  const writable: Record<string, string> = {};
  for (const path of [compileCache, template]) {
    const folder = join(context.scratch, path.slice(1).replaceAll("/", "-"));
    await mkdir(folder);
    await chown(folder, user, user);
    writable[path] = folder;
  }
  context.onProgress?.("rehearsing: migrate, seed, sell");
  await runInRoot({
    root,
    user,
    writable,
    env: { ...env, NODE_DISABLE_COMPILE_CACHE: "1" },
    command: ["node", "--disable-warning=ExperimentalWarning", "/rehearsal/main.ts"],
    signal: context.signal,
    onLine: (line) => line.startsWith("rehearsal: ") && context.onProgress?.(line),
  });
  const left = Object.entries(writable).map(([path, folder]) => treeEntries(folder, path, { uid: user, gid: user }));
  return (await Promise.all(left)).flat();
}
