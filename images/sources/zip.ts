import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";

/** One file of a zip archive. */
export interface ZipFile {
  /** With forward slashes. */
  readonly path: string;
  readonly bytes: Buffer;
}

const inflate = promisify(inflateRaw);
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const longestComment = 65_535;
const endSize = 22;

/**
 * Reads the files of a zip archive one by one; folders are left out.
 *
 * @throws when the archive is cut off or damaged, or uses what release archives do not: encryption, more than 4 GiB
 */
export async function* readZip(file: string): AsyncGenerator<ZipFile> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (position: number, length: number) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      if (bytesRead < length) throw new Error(`${file} ends too early; it is not a whole zip archive`);
      return buffer;
    };
    const tail = await read(Math.max(0, size - endSize - longestComment), Math.min(size, endSize + longestComment));
    let end = tail.length - endSize;
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
    if (end < 0) throw new Error(`${file} is not a whole zip archive`);
    const count = tail.readUInt16LE(end + 10);
    const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let index = 0, at = 0; index < count; index += 1) {
      if (directory.readUInt32LE(at) !== entrySignature) throw new Error(`${file} has a damaged directory`);
      const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)];
      const [crc, packed, length] = [directory.readUInt32LE(at + 16), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)];
      const nameLength = directory.readUInt16LE(at + 28);
      const path = directory.toString("utf8", at + 46, at + 46 + nameLength);
      const start = directory.readUInt32LE(at + 42);
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
      if (path.endsWith("/")) continue;
      if ((flags & 1) !== 0 || (method !== 0 && method !== 8))
        throw new Error(`${file}: "${path}" is encrypted or packed in an unknown way`);
      const local = await read(start, 30);
      if (local.readUInt32LE(0) !== localSignature) throw new Error(`${file}: "${path}" is damaged`);
      const data = await read(start + 30 + local.readUInt16LE(26) + local.readUInt16LE(28), packed);
      const bytes = method === 0 ? data : await inflate(data);
      if (bytes.length !== length || crc32(bytes) !== crc) throw new Error(`${file}: "${path}" is damaged`);
      yield { path, bytes };
    }
  } finally {
    await handle.close();
  }
}
