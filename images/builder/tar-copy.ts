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

/** Reads every path of the tar `file`. All names of a hard-linked file get the same text, because which of them is the file is chance. */
export async function fingerprints(file: string): Promise<Fingerprints> {
  const found = new Map<string, string>();
  await eachEntry(file, async (name, entry) => {
    const { type, mode, uid, gid, linkname, size } = entry.header;
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk);
    const own = [type, mode, uid, gid, linkname ?? "", size, hash.digest("hex")].join(" ");
    found.set(name, (type === "link" ? found.get(targetName(linkname)) : undefined) ?? own);
  });
  return found;
}

/**
 * Copies the members of the tar `input` that `keep` wants to the tar `output`, in order, with our fixed time, plain names and no extended
 * attributes (file capabilities mean nothing to containers that may not gain privileges). A hard link whose file stays behind becomes the file.
 */
export async function copyTar(input: string, output: string, keep: (name: string) => boolean): Promise<WrittenTar> {
  const renamed = await filesKeptByLinks(input, keep);
  return writePack(output, (tar) =>
    eachEntry(input, async (name, entry) => {
      const { type, mode, uid, gid, size, linkname } = entry.header;
      const kept = keep(name) ? name : type === "file" ? renamed.get(name) : undefined;
      const target = type === "link" ? (renamed.get(targetName(linkname)) ?? targetName(linkname)) : linkname;
      if (kept === undefined || (type === "link" && target === kept)) {
        entry.resume();
        return;
      }
      const header = { name: kept, type, mode, uid, gid, mtime: new Date(imageEpoch * 1000), ...(target && { linkname: target }) };
      if (type === "file") {
        await pipeline(entry, tar.entry({ ...header, size }) as unknown as NodeJS.WritableStream);
      } else {
        entry.resume();
        await addMember(tar, header);
      }
    }),
  );
}

/** Files that are not wanted themselves but by the name of a hard link: the first such name by the file's. */
async function filesKeptByLinks(input: string, keep: (name: string) => boolean): Promise<ReadonlyMap<string, string>> {
  const renamed = new Map<string, string>();
  await eachEntry(input, async (name, entry) => {
    entry.resume();
    const { type, linkname } = entry.header;
    if (type !== "link" || !keep(name)) return;
    const target = targetName(linkname);
    if (!keep(target) && !renamed.has(target)) renamed.set(target, name);
  });
  return renamed;
}

const targetName = (linkname: string) => memberName(linkname.replace(/^\.\//, ""));

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
