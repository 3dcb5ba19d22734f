import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LayerSource } from "../builder/archive.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import type { BuildContext } from "../builder/recipe.ts";
import { runInRoot, unpackLayers } from "../builder/rootfs.ts";
import { mariadb } from "./mariadb.ts";
import { accounts, nodeLayers } from "./shared-layers.ts";

const rehearsal = join(import.meta.dirname, "../rehearsals/woocommerce");

/** Files that decide what {@link rehearse} does. */
export const rehearsalSources: readonly string[] = [import.meta.filename, rehearsal];

/**
 * Runs the shop's layers against the database's, as the shop's user and on a read-only root. An image that cannot set up a store twice, survive
 * being killed, upgrade and sell is not built.
 */
export async function rehearse(context: BuildContext, layers: readonly LayerSource[], user: number): Promise<void> {
  const [, ...database] = (await mariadb.build(context)).layers;
  const [, ...node] = (await nodeLayers(context)).layers;
  const root = join(context.scratch, "root");
  const entries: readonly FileEntry[] = [
    ...accounts("www-data", user),
    { path: "rehearsal", directory: true },
    { path: "rehearsal/small", directory: true },
    ...(await treeEntries(rehearsal, "rehearsal")),
    { path: "var/www/html/wp-content/mu-plugins/rehearsal.php", source: join(rehearsal, "fail.php") },
  ];
  context.onProgress?.("unpacking for the rehearsal");
  await unpackLayers([...database, ...node, ...layers, { kind: "files", entries }], root, context.signal);
  const writable: Record<string, string> = {};
  for (const path of ["/var/lib/mysql", "/run/mysqld"]) {
    const folder = join(context.scratch, path.replaceAll("/", "-"));
    await mkdir(folder);
    await chown(folder, user, user);
    writable[path] = folder;
  }
  context.onProgress?.("rehearsing: set up three times, sell, upgrade");
  await runInRoot({
    root,
    user,
    writable,
    // Disks that the rehearsal fills up.
    limited: { "/var/www/html/wp-content/uploads": 32 * 1024, "/rehearsal/small": 64 },
    // Like the images' own: Apache and MariaDB are in sbin.
    env: { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
    command: ["node", "--disable-warning=ExperimentalWarning", "/rehearsal/main.ts"],
    signal: context.signal,
    onLine: (line) => line.startsWith("rehearsal: ") && context.onProgress?.(line),
  });
}
