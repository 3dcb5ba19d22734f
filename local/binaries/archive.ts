import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { BinaryError } from "./errors.ts";

/**
 * Writes one file of a `.tar.gz` to `target`.
 *
 * @throws {BinaryError} code `archive` if the archive has no such file or is damaged.
 */
export async function extractMember(archive: string, member: string, target: string, signal?: AbortSignal): Promise<void> {
  const unpack = extract();
  let isFound = false;
  const reading = pipeline(createReadStream(archive), createGunzip(), unpack, { ...(signal && { signal }) });
  reading.catch(() => undefined);
  try {
    for await (const entry of unpack) {
      if (entry.header.type === "file" && entry.header.name.replace(/^\.\//, "") === member) {
        isFound = true;
        await pipeline(entry, createWriteStream(target));
      } else {
        entry.resume();
      }
    }
    await reading;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new BinaryError("archive", `${archive} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
  if (!isFound) throw new BinaryError("archive", `${archive} has no file ${member}.`);
}
