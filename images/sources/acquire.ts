import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { withLock } from "../builder/lock.ts";
import { download, downloadText, isServed } from "./download.ts";
import { type Digest, digestOf, fileName, nameOf, parseDigest, type SourceArchive } from "./source-archive.ts";
import type { ImageSources } from "./sources.ts";

/** Where to look and where to keep. */
export interface AcquireOptions extends Pick<ImageSources, "mirror"> {
  /** The Storefleet cache folder. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
  /** Gets one line per step. @default - silent */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Where a verified archive lies in the cache. */
export function sourcePath(cacheDir: string, archive: SourceArchive): string {
  const key = archive.checksum.kind === "published" ? archive.checksum.kind : archive.checksum.hex.slice(0, 16);
  return join(cacheDir, "images", "sources", `${key}-${fileName(archive)}`);
}

/**
 * Brings an archive into the cache: from its publisher, else from the mirror. It is there only when its checksum is right.
 *
 * @returns the file
 * @throws one sentence for every place that was tried; for a wrong checksum: file, expected, got
 */
export async function acquireSource(archive: SourceArchive, options: AcquireOptions): Promise<string> {
  const target = sourcePath(options.cacheDir, archive);
  if (await isCached(archive, options.cacheDir)) return target;
  const name = fileName(archive);
  return withLock(
    target,
    async (scratch) => {
      if (await isCached(archive, options.cacheDir)) return target;
      if (archive.checksum.kind === "measured") {
        const copy = join(scratch, name);
        await copyFile(archive.checksum.path, copy);
        await verify(copy, archive, archive.checksum, archive.checksum.path);
        await rename(copy, target);
        return target;
      }
      const failures: string[] = [];
      for (const place of [dirname(archive.url), options.mirror]) {
        if (place === undefined) continue;
        options.signal?.throwIfAborted();
        try {
          const from = `${place}/${name}`;
          options.onProgress?.(`fetching ${from}`);
          const expected = await expectedDigest(archive, place, options);
          await fetchVerified(archive, from, `${target}.part`, expected, options);
          if (archive.checksum.kind === "published") await writeFile(`${target}.digest`, expected.hex);
          await rename(`${target}.part`, target);
          return target;
        } catch (error) {
          options.signal?.throwIfAborted();
          failures.push(error instanceof Error ? error.message : String(error));
        }
      }
      throw new Error(`${archive.product} ${archive.version} could not be had: ${failures.join("; ")}`);
    },
    { signal: options.signal },
  );
}

/** An archive that cannot be had. */
export interface MissingSource {
  readonly archive: SourceArchive;
  /** What is wrong with the mirror's copy. @default - there is none, or no mirror */
  readonly damage?: string;
}

/** Archives that are neither in the cache nor offered by their publishers or the mirror, found out without fetching them. */
export async function missingSources(
  archives: readonly SourceArchive[],
  options: Pick<AcquireOptions, "cacheDir" | "mirror">,
): Promise<readonly MissingSource[]> {
  const found = await Promise.all(archives.map((archive) => findMissing(archive, options)));
  return found.filter((missing) => missing !== undefined);
}

async function findMissing(archive: SourceArchive, { cacheDir, mirror }: Pick<AcquireOptions, "cacheDir" | "mirror">) {
  if (archive.checksum.kind === "measured" || (await isCached(archive, cacheDir))) return undefined;
  const [official, mirrored] = await Promise.all([isServed(archive.url), mirror === undefined ? false : isMirrored(archive, mirror)]);
  if (official || (mirrored && !isAbsolute(mirror ?? ""))) return undefined;
  if (!mirrored || mirror === undefined) return { archive };
  // A file of this machine is checked at once; one behind an address when it is fetched.
  try {
    const from = join(mirror, fileName(archive));
    await check(from, archive, await expectedDigest(archive, mirror, { cacheDir }), from);
    return undefined;
  } catch (error) {
    return { archive, damage: error instanceof Error ? error.message : String(error) };
  }
}

/** Name of the publisher's checksum file beside an archive. */
export function checksumFileName(archive: SourceArchive): string | undefined {
  return archive.checksum.kind === "published" ? fileName(archive.checksum) : undefined;
}

async function isMirrored(archive: SourceArchive, mirror: string): Promise<boolean> {
  const names = [fileName(archive), checksumFileName(archive)].filter((name) => name !== undefined);
  const has = (name: string) =>
    isAbsolute(mirror)
      ? stat(join(mirror, name)).then(
          (entry) => entry.isFile(),
          () => false,
        )
      : isServed(`${mirror}/${name}`);
  return (await Promise.all(names.map(has))).every(Boolean);
}

async function isCached(archive: SourceArchive, cacheDir: string): Promise<boolean> {
  const file = sourcePath(cacheDir, archive);
  try {
    const { checksum } = archive;
    const expected =
      checksum.kind === "published" ? parseDigest(await readFile(`${file}.digest`, "utf8"), checksum.algorithm, file) : checksum;
    return (await digestOf(file, expected.algorithm)).hex === expected.hex;
  } catch {
    return false;
  }
}

async function expectedDigest(archive: SourceArchive, place: string, options: AcquireOptions): Promise<Digest> {
  const { checksum } = archive;
  if (checksum.kind !== "published") return checksum;
  const from = `${place}/${fileName(checksum)}`;
  if (isAbsolute(place)) {
    const text = await readFile(from, "utf8").catch(() => {
      throw new Error(`${from} is missing; the mirror must hold the publisher's checksum file beside ${fileName(archive)}`);
    });
    return parseDigest(text, checksum.algorithm, from);
  }
  if (!/^https:|^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(from)) {
    throw new Error(`${from} is not HTTPS, so nobody would vouch for ${fileName(archive)}; serve the mirror over HTTPS or use a folder`);
  }
  return parseDigest(await named(from, downloadText(from, options)), checksum.algorithm, from);
}

async function fetchVerified(archive: SourceArchive, from: string, part: string, expected: Digest, options: AcquireOptions): Promise<void> {
  const continued = await stat(part).then(
    ({ size }) => size > 0,
    () => false,
  );
  await fetchInto(from, part, options);
  try {
    await verify(part, archive, expected, from);
  } catch (error) {
    // The old half may stem from another place: the file gets one clean chance.
    if (!continued || isAbsolute(from)) throw error;
    await fetchInto(from, part, options);
    await verify(part, archive, expected, from);
  }
}

async function fetchInto(from: string, file: string, options: AcquireOptions): Promise<void> {
  if (!isAbsolute(from)) return named(from, download(from, file, options));
  await mkdir(dirname(file), { recursive: true });
  await copyFile(from, file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? `${from} is missing` : error.message);
  });
}

/** Puts the address in front of a failure. */
async function named<T>(url: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new Error(`${url} cannot be fetched: ${error instanceof Error ? error.message : error}`, { cause: error });
  });
}

/** Refuses and removes a file with other bytes than expected. */
async function verify(file: string, archive: SourceArchive, expected: Digest, from: string): Promise<void> {
  try {
    await check(file, archive, expected, from);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function check(file: string, archive: SourceArchive, expected: Digest, from: string): Promise<void> {
  const got = await digestOf(file, expected.algorithm);
  if (got.hex === expected.hex) return;
  const { size } = await stat(file);
  const part = archive.bytes !== undefined && size !== archive.bytes ? ` (${size} bytes instead of ${archive.bytes})` : "";
  throw new Error(
    `${from} has a wrong checksum${part}: expected ${nameOf(expected.algorithm)} ${expected.hex}, got ${got.hex}; it was not used`,
  );
}
