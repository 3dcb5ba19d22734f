import { join } from "node:path";
import type { ImageRecipe } from "../builder/recipe.ts";
import { versions } from "../versions.ts";
import { accounts, base, debianLayers } from "./shared-layers.ts";

const major = versions.postgres;
export const postgresPackages: readonly string[] = [`postgresql-${major}`];
const binaries = `/usr/lib/postgresql/${major}/bin`;

/** Debian's cluster tools (Perl), the compiler behind `jit` (run with jit=off) and what installing leaves behind. */
export const postgresDropPaths: readonly string[] = [
  "etc/postgresql*",
  "etc/ssl",
  "usr/bin/*",
  "usr/lib/*/libLLVM*",
  "usr/lib/*/libz3*",
  "usr/lib/*/perl",
  "usr/lib/llvm*",
  `usr/lib/postgresql/${major}/lib/bitcode`,
  `usr/lib/postgresql/${major}/lib/llvmjit*`,
  "usr/sbin/*",
  "usr/share/i18n",
  "usr/share/perl*",
  "usr/share/postgresql-common",
  "var/lib/dpkg/info",
  "var/lib/postgresql",
];

/** PostgreSQL's own programs on PATH; the chart says how to run them. */
export const postgres: ImageRecipe = {
  name: "postgres",
  version: major,
  inputs: { base, packages: postgresPackages, dropPaths: postgresDropPaths },
  sources: [import.meta.filename, join(import.meta.dirname, "shared-layers.ts")],
  async build(context) {
    const debian = await debianLayers(context, postgresPackages, postgresDropPaths);
    return {
      ...debian,
      layers: [
        ...debian.layers,
        {
          kind: "files",
          entries: [...accounts("postgres", 999), { path: "var/lib/postgresql/data", directory: true, mode: 0o700, uid: 999, gid: 999 }],
        },
      ],
      config: {
        user: "999:999",
        env: { PATH: `${binaries}:/usr/local/bin:/usr/bin:/bin`, LANG: "C.UTF-8", PGDATA: "/var/lib/postgresql/data/pgdata" },
        cmd: ["postgres"],
        exposedPorts: [5432],
        // On SIGTERM the server waits for its clients, and a pool of connections never leaves.
        stopSignal: "SIGINT",
      },
    };
  },
};
