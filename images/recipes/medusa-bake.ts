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

/** Files that decide what {@link bakeCompileCache} does. */
export const bakeSources: readonly string[] = [
  import.meta.filename,
  rehearsal,
  join(import.meta.dirname, "postgres.ts"),
  join(import.meta.dirname, "valkey.ts"),
];

/** Options of {@link bakeCompileCache}. */
export interface BakeOptions {
  readonly user: number;
  /** Path of the cache in the image. */
  readonly compileCache: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the image's layers against a real PostgreSQL and Valkey, as its user and on a read-only root: migrate, seed twice, sell, stop the database.
 * An image that cannot do this is not built. What Node compiled on the way is returned as files for a layer; the cache is bound to the user
 * and to the paths, so it cannot be made elsewhere.
 */
export async function bakeCompileCache(
  context: BuildContext,
  layers: readonly LayerSource[],
  { user, compileCache, env }: BakeOptions,
): Promise<readonly FileEntry[]> {
  const [, ...postgres] = (await debianLayers(context, postgresPackages, postgresDropPaths)).layers;
  const [, ...valkey] = (await debianLayers(context, valkeyPackages, valkeyDropPaths)).layers;
  const root = join(context.scratch, "root");
  const script: LayerSource = { kind: "files", entries: [...accounts("medusa", user), ...(await treeEntries(rehearsal, "rehearsal"))] };
  context.onProgress?.("unpacking for the rehearsal");
  await unpackLayers([...layers, ...postgres, ...valkey, script], root, context.signal);
  const cache = join(context.scratch, "compile-cache");
  await mkdir(cache);
  await chown(cache, user, user);
  context.onProgress?.("rehearsing: migrate, seed, sell");
  await runInRoot({
    root,
    user,
    writable: { [compileCache]: cache },
    env: { ...env, NODE_DISABLE_COMPILE_CACHE: "1" },
    command: ["node", "--disable-warning=ExperimentalWarning", "/rehearsal/main.ts"],
    signal: context.signal,
    onLine: (line) => line.startsWith("rehearsal: ") && context.onProgress?.(line),
  });
  return treeEntries(cache, compileCache, { uid: user, gid: user });
}
