import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BinaryName, ResolvedBinary, Route } from "./binary.ts";
import { sha256OfFile } from "./checksum.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/** What is written beside a cached binary: how it came about. */
export interface Receipt {
  readonly name: BinaryName;
  readonly version: string;
  readonly route: Route;
  /** URL, mirror file or Go package. */
  readonly source: string;
  readonly sha256: string;
  readonly size: number;
  /** Key without the Go version; lets a machine without Go use what it built earlier. @default - not built with Go */
  readonly recipe?: string;
  readonly seconds: number;
  readonly recordedAt: string;
}

const RECEIPT = "receipt.json";
const OWNER = ".owner";
const UNSIGNED_MILLISECONDS = 60_000;

/** Folders inside the Storefleet cache. */
export const cacheLayout = {
  binaries: (cache: string) => join(cache, "binaries"),
  downloads: (cache: string) => join(cache, "downloads"),
  staging: (cache: string) => join(cache, "staging"),
  locks: (cache: string) => join(cache, "locks"),
  go: (cache: string) => join(cache, "go"),
  bin: (cache: string) => join(cache, "bin"),
};

/** The cached binary under this key, if it is whole: the receipt is written first and the folder appears by rename. */
export async function findCached(cache: string, name: BinaryName, key: string): Promise<ResolvedBinary | undefined> {
  const folder = join(cacheLayout.binaries(cache), name, key);
  const receipt = await readReceipt(folder);
  const file = join(folder, name);
  const size = await stat(file).then(
    (entry) => entry.size,
    () => -1,
  );
  // Its hash was checked when it was published; a size that differs shows a damaged disk or a meddling hand.
  if (!receipt || receipt.size !== size) return undefined;
  return { name, version: receipt.version, file, route: receipt.route, sha256: receipt.sha256 };
}

/** Any cached build of this Go recipe, whichever Go version made it; the newest first. */
export async function findCachedRecipe(cache: string, name: BinaryName, recipe: string): Promise<ResolvedBinary | undefined> {
  const folder = join(cacheLayout.binaries(cache), name);
  const keys = await readdir(folder).catch(() => []);
  const receipts = await Promise.all(keys.map(async (key) => ({ key, receipt: await readReceipt(join(folder, key)) })));
  const matching = receipts.filter(({ receipt }) => receipt?.recipe === recipe);
  matching.sort((left, right) => (right.receipt?.recordedAt ?? "").localeCompare(left.receipt?.recordedAt ?? ""));
  for (const { key } of matching) {
    const found = await findCached(cache, name, key);
    if (found) return found;
  }
  return undefined;
}

/** A new folder for unfinished files, on the file system of the cache; its name says which process owns it. */
export async function newStagingFolder(cache: string): Promise<string> {
  const folder = join(cacheLayout.staging(cache), randomUUID());
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OWNER), JSON.stringify(await ownIdentity()));
  return folder;
}

/** Removes the staging folders of processes that have died. */
export async function removeDeadStaging(cache: string): Promise<void> {
  const staging = cacheLayout.staging(cache);
  for (const entry of await readdir(staging).catch(() => [])) {
    const folder = join(staging, entry);
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = await readFile(join(folder, OWNER), "utf8").then(
    (text) => JSON.parse(text) as ProcessIdentity,
    () => undefined,
  );
  if (owner) return !(await isAlive(owner));
  // Its maker has either died before it could sign, or is about to sign.
  const made = await stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > UNSIGNED_MILLISECONDS;
}

export type Provenance = Pick<Receipt, "name" | "version" | "route" | "source" | "seconds"> & { readonly recipe?: string };

/**
 * Moves a finished program into the cache. After a crash at any point there is either the whole entry or none.
 *
 * @param file a program inside a staging folder; it is moved away.
 */
export async function publish(cache: string, key: string, file: string, provenance: Provenance): Promise<ResolvedBinary> {
  const { name } = provenance;
  const folder = join(await newStagingFolder(cache), key);
  await mkdir(folder);
  const program = join(folder, name);
  await rename(file, program);
  await chmod(program, 0o755);
  const receipt: Receipt = {
    ...provenance,
    sha256: await sha256OfFile(program),
    size: (await stat(program)).size,
    recordedAt: new Date().toISOString(),
  };
  await writeFile(join(folder, RECEIPT), `${JSON.stringify(receipt, null, 2)}\n`);
  for (const path of [program, join(folder, RECEIPT), folder]) await flush(path);
  const parent = join(cacheLayout.binaries(cache), name);
  await mkdir(parent, { recursive: true });
  const target = join(parent, key);
  await moveIntoPlace(cache, folder, target);
  await flush(parent);
  await rm(join(folder, ".."), { recursive: true, force: true });
  const published = await findCached(cache, name, key);
  if (!published) throw new Error(`${target} was written and is not readable. Check the disk of ${cache}.`);
  return published;
}

async function moveIntoPlace(cache: string, folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // Another process was faster, or a damaged entry is in the way: ours is whole, so it takes the place.
    const aside = await newStagingFolder(cache);
    await rename(target, join(aside, basename(target)));
    await rename(folder, target);
    await rm(aside, { recursive: true, force: true });
  }
}

async function readReceipt(folder: string): Promise<Receipt | undefined> {
  return readFile(join(folder, RECEIPT), "utf8").then(
    (text) => JSON.parse(text) as Receipt,
    () => undefined,
  );
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
