import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import { memberName } from "./file-entry.ts";
import { addMember, imageEpoch, type WrittenTar, writePack } from "./tar.ts";

/** What a tar says about one path, apart from its time. Equal strings mean equal files. */
export type Fingerprints = ReadonlyMap<string, string>;

type TarEntry = NodeJS.ReadableStream & AsyncIterable<Uint8Array> & { readonly header: Header };

async function eachEntry(file: string, visit: (name: string, entry: TarEntry) => Promise<void>): Promise<void> {
  const reader = extract();
  const read = pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), reader as unknown as NodeJS.WritableStream);
  for await (const source of reader) {
    const entry = source as unknown as TarEntry;
    if (/^(\.?\/)?$/.test(entry.header.name)) entry.resume();
    else await visit(memberName(entry.header.name.replace(/^\.\//, "")), entry);
  }
  await read;
}

/** Reads every path of the tar `file`. Of names that share a file it does not matter which one the tar lists first. */
export async function fingerprints(file: string): Promise<Fingerprints> {
  const found = new Map<string, string>();
  await eachEntry(file, async (name, entry) => {
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk);
    const { type, mode, uid, gid, linkname, size } = entry.header;
    const shared = type === "link" && linkname ? found.get(hardLinkTarget(linkname)) : undefined;
    if (shared !== undefined) found.set(name, shared);
    else found.set(name, [type, mode, uid, gid, linkname ?? "", size, hash.digest("hex")].join(" "));
  });
  return found;
}

/** Name of the member that a hard link shares its bytes with. */
export function hardLinkTarget(linkname: string): string {
  return memberName(linkname.replace(/^\.\//, ""));
}

/**
 * Copies the members of the tar `input` that `keep` wants to the tar `output`, in order, with our fixed time, plain names and no extended
 * attributes (file capabilities mean nothing to containers that may not gain privileges).
 */
export function copyTar(input: string, output: string, keep: (name: string, header: Header) => boolean): Promise<WrittenTar> {
  return writePack(output, (tar) =>
    eachEntry(input, async (name, entry) => {
      const { type, mode, uid, gid, size, linkname } = entry.header;
      if (!keep(name, entry.header)) {
        entry.resume();
        return;
      }
      const target = type === "link" && linkname ? hardLinkTarget(linkname) : linkname;
      const header = { name, type, mode, uid, gid, mtime: new Date(imageEpoch * 1000), ...(target && { linkname: target }) };
      if (type === "file") {
        await pipeline(entry, tar.entry({ ...header, size }) as unknown as NodeJS.WritableStream);
      } else {
        entry.resume();
        await addMember(tar, header);
      }
    }),
  );
}

/** The text of one member, or undefined when the tar has no such path. */
export async function readMember(file: string, path: string): Promise<string | undefined> {
  let text: string | undefined;
  await eachEntry(file, async (name, entry) => {
    if (name !== memberName(path)) {
      entry.resume();
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk);
    text = Buffer.concat(chunks).toString();
  });
  return text;
}
