import { chown, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LayerSource } from "../builder/archive.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import type { BuildContext, ImageRecipe } from "../builder/recipe.ts";
import { runInRoot, unpackLayers } from "../builder/rootfs.ts";
import { versions } from "../versions.ts";
import { accounts, base, debianLayers } from "./shared-layers.ts";

const folder = join(import.meta.dirname, "../mariadb");
export const mariadbPackages: readonly string[] = ["mariadb-client", "mariadb-client-core", "mariadb-server-core"];

/** Programs of MariaDB's client packages that a store does not run, by their name after `mariadb-`. */
const unusedPrograms = ["access", "binlog", "check", "conv", "convert-table-format", "dumpslow", "find-rows", "fix-extensions", "hotcopy"]
  .concat(["import", "plugin", "report", "secure-installation", "setpermission", "show", "slap", "tzinfo-to-sql", "waitpid"])
  .map((name) => `usr/bin/mariadb-${name}`);

/** What the client packages bring besides their two or three useful programs: Perl and the tools written in it. Also cut from the shop's image. */
export const mariadbClientDropPaths: readonly string[] = [
  ...unusedPrograms,
  "etc/mysql",
  "usr/bin/innotop",
  "usr/bin/m*sql*",
  "usr/bin/perl5*",
  "usr/bin/perror",
  "usr/bin/replace",
  "usr/bin/resolve_stack_dump",
  "usr/lib/*/libperl*",
  "usr/lib/*/perl",
  "usr/share/perl*",
];

export const mariadbDropPaths: readonly string[] = [
  ...mariadbClientDropPaths,
  "etc/init.d",
  "etc/ssl",
  "usr/bin/innochecksum",
  "usr/lib/systemd",
  "usr/share/gcc",
  "usr/share/gdb",
  "var/lib/dpkg/info",
  "var/lib/mysql",
];

/** MariaDB with `store-database`, which the chart runs, and `store-database-ready`. */
export const mariadb: ImageRecipe = {
  name: "mariadb",
  version: versions.mariadb,
  inputs: { base, packages: mariadbPackages, dropPaths: mariadbDropPaths },
  sources: [folder, import.meta.filename, join(import.meta.dirname, "shared-layers.ts")],
  async build(context) {
    const debian = await debianLayers(context, mariadbPackages, mariadbDropPaths);
    const owner = { uid: 999, gid: 999 };
    const entries: readonly FileEntry[] = [
      ...accounts("mysql", 999),
      ...executables(await treeEntries(join(folder, "bin"), "usr/local/bin")),
      { path: "etc/storefleet", directory: true },
      { path: "etc/storefleet/mariadb.cnf", source: join(folder, "mariadb.cnf"), mode: 0o644 },
      { path: "var/lib/mysql", directory: true, mode: 0o700, ...owner },
      { path: "run/mysqld", directory: true, mode: 0o700, ...owner },
      ...["usr/local/share/storefleet", emptyDatabase].map((path) => ({ path, directory: true })),
    ];
    const layers: readonly LayerSource[] = [...debian.layers, { kind: "files", entries }];
    return {
      ...debian,
      layers: [...layers, { kind: "files", entries: await makeEmptyDatabase(context, layers) }],
      config: { user: "999:999", env: { LANG: "C.UTF-8" }, cmd: ["store-database"], exposedPorts: [3306] },
    };
  },
};

/** A data directory without databases or passwords. A new store copies it: making it takes some seconds more. */
const emptyDatabase = "usr/local/share/storefleet/database";

async function makeEmptyDatabase(context: BuildContext, layers: readonly LayerSource[]): Promise<readonly FileEntry[]> {
  const [root, made] = [join(context.scratch, "mariadb-root"), join(context.scratch, "mariadb-data")];
  context.onProgress?.("making an empty database");
  await unpackLayers(layers, root, context.signal);
  await mkdir(made);
  await chown(made, 999, 999);
  const options = ["--innodb-buffer-pool-size=32M", "--auth-root-authentication-method=normal", "--skip-test-db", "--force"];
  await runInRoot({
    root,
    user: 999,
    writable: { [`/${emptyDatabase}`]: made },
    env: { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/tmp" },
    command: ["mariadb-install-db", "--defaults-file=/etc/storefleet/mariadb.cnf", `--datadir=/${emptyDatabase}`, ...options],
    signal: context.signal,
  });
  await rm(root, { recursive: true });
  // Readable for everybody: nothing in it is secret, and the shop's image rehearses with it as another user.
  return treeEntries(made, emptyDatabase);
}

/** Scripts keep their mode whatever the checkout's file system says. */
export function executables(entries: readonly FileEntry[]): readonly FileEntry[] {
  return entries.map((entry) => ({ ...entry, mode: 0o755 }));
}
