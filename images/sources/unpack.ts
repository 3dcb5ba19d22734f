import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type Extract, extract, type Header } from "tar-stream";
import { readZip } from "./zip.ts";

/**
 * Unpacks a `.tar.gz` or `.zip` into `folder`, without its one top folder.
 *
 * @param top name of the archive's top folder; anything outside it is refused
 * @param keep false leaves a file out; its path is relative to the top folder @default everything is kept
 * @throws when the archive is damaged, holds links, or holds files outside its top folder
 */
export async function unpack(archive: string, top: string, folder: string, keep: (path: string) => boolean = () => true): Promise<void> {
  const place = (name: string): string | undefined => {
    const path = posix.normalize(name);
    if (!path.startsWith(`${top}/`)) throw new Error(`${archive} holds "${name}", which is outside its folder ${top}/`);
    const inside = path.slice(top.length + 1);
    return keep(inside) ? join(folder, inside) : undefined;
  };
  if (archive.endsWith(".zip")) {
    for await (const { path, bytes } of readZip(archive)) {
      const target = place(path);
      if (target === undefined) continue;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    return;
  }
  const reader = extract();
  const read = pipeline(createReadStream(archive), createGunzip(), reader as unknown as NodeJS.WritableStream);
  // Damage that shows while a file's folder is made would go unnoticed by its own stream: whichever fails first ends both.
  await Promise.all([read, writeFiles(archive, reader, place)]);
}

async function writeFiles(archive: string, reader: Extract, place: (name: string) => string | undefined): Promise<void> {
  for await (const source of reader) {
    const entry = source as unknown as NodeJS.ReadableStream & { readonly header: Header };
    const { name, type } = entry.header;
    if (type === "directory") {
      entry.resume();
      continue;
    }
    if (type !== "file") throw new Error(`${archive} holds "${name}", which is a ${type}; only files are expected`);
    const target = place(name);
    if (target === undefined) {
      entry.resume();
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await pipeline(entry, createWriteStream(target));
  }
}
