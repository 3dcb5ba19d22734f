import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Header, type Pack, pack } from "tar-stream";
import { type FileEntry, memberName, sortEntries } from "./file-entry.ts";

/**
 * Seconds since 1970 that every file of our images carries: fixed so that equal input gives equal bytes, not zero because PHP's opcache
 * takes files without a time as uncacheable, and in the past because it also skips files that look newer than now.
 */
export const imageEpoch = 1_735_689_600;

const smallFile = 1024 * 1024;

type MemberHeader = Partial<Header> & Pick<Header, "name">;

/** What {@link writeTar} wrote. */
export interface WrittenTar {
  /** `sha256:…` of the bytes. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Writes `entries` as an uncompressed tar to `output`. Equal entries give equal bytes; no file is held in memory whole unless it is small. */
export async function writeTar(entries: readonly FileEntry[], output: string): Promise<WrittenTar> {
  const sorted = sortEntries(entries);
  return writePack(output, async (tar) => {
    for (const entry of sorted) await addEntry(tar, entry);
  });
}

/** Runs `fill` on a new tar stream that ends in the file `output`, and returns size and digest of what was written. */
export async function writePack(output: string, fill: (tar: Pack) => Promise<void>): Promise<WrittenTar> {
  const tar = pack();
  const hash = createHash("sha256");
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  const written = pipeline(tar, meter, createWriteStream(output));
  const filled = fill(tar).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  await Promise.all([written, filled]);
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function addEntry(tar: Pack, entry: FileEntry): Promise<void> {
  const header = {
    name: memberName(entry.path),
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    mtime: new Date(imageEpoch * 1000),
  };
  if (entry.directory) return addMember(tar, { ...header, type: "directory", mode: entry.mode ?? 0o755 });
  if (entry.link !== undefined) return addMember(tar, { ...header, type: "symlink", linkname: entry.link, mode: 0o777 });
  if (entry.hardLink !== undefined) {
    return addMember(tar, { ...header, type: "link", linkname: memberName(entry.hardLink), mode: entry.mode ?? 0o644 });
  }
  if (entry.source === undefined) return addMember(tar, { ...header, mode: entry.mode ?? 0o644 }, Buffer.from(entry.content ?? ""));
  const info = await stat(entry.source);
  if (!info.isFile()) throw new Error(`"${entry.source}" for image path "${header.name}" is not a file; list folders with treeEntries()`);
  const mode = entry.mode ?? (info.mode & 0o111 ? 0o755 : 0o644);
  if (info.size <= smallFile) return addMember(tar, { ...header, mode }, await readFile(entry.source));
  return addFile(tar, { ...header, mode }, entry.source);
}

/** Adds a member whose bytes are at hand. */
export function addMember(tar: Pack, header: MemberHeader, content?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (content === undefined) tar.entry(header, done);
    else tar.entry({ ...header, size: content.length }, content, done);
  });
}

/** Adds a member whose bytes are streamed from the file `source`. */
export async function addFile(tar: Pack, header: MemberHeader, source: string): Promise<void> {
  const { size } = await stat(source);
  await pipeline(createReadStream(source, { highWaterMark: smallFile }), tar.entry({ ...header, size }));
}

/** Size and digest of a file that exists. */
export async function digestFile(file: string): Promise<WrittenTar> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: smallFile }), hash);
  return { digest: `sha256:${hash.digest("hex")}`, size: (await stat(file)).size };
}
