import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32, createGzip, deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { pack } from "tar-stream";
import { unpack } from "./unpack.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-unpack-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

/** A zip archive as a release tool makes it: each file packed, except the empty ones. */
async function writeZip(files: Files): Promise<string> {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const packed = data.length === 0 ? data : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(data.length === 0 ? 0 : 8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name)]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, Buffer.from(name)]));
    local.push(head, packed);
    offset += head.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  const file = join(folder, "shop.zip");
  await writeFile(file, Buffer.concat([...local, ...directory, Buffer.from("PK\x05\x06"), end]));
  return file;
}

async function writeTarball(files: Files, links: Files = {}): Promise<string> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name, mtime: new Date(0) }, text);
  for (const [name, linkname] of Object.entries(links)) tar.entry({ name, type: "symlink", linkname });
  tar.finalize();
  const file = join(folder, "shop.tar.gz");
  await pipeline(tar, createGzip(), createWriteStream(file));
  return file;
}

const files = { "shop/index.php": "<?php", "shop/a/b/c.txt": "text ".repeat(500), "shop/empty": "", "shop/readme.html": "no" };

describe.each([
  ["zip", writeZip],
  ["tar.gz", writeTarball],
])("unpack of a %s", (_kind, write) => {
  test("writes the files without their top folder, and leaves out what is not kept", async () => {
    const out = join(folder, "out");
    await unpack(await write(files), "shop", out, (path) => path !== "readme.html");
    expect((await readdir(out, { recursive: true })).sort()).toEqual(["a", "a/b", "a/b/c.txt", "empty", "index.php"]);
    expect(await readFile(join(out, "a/b/c.txt"), "utf8")).toBe("text ".repeat(500));
  });

  test.each(["other/x", "shop/../x", "../x", "/etc/x"])('refuses "%s", which is outside the top folder', async (name) => {
    await expect(unpack(await write({ [name]: "x" }), "shop", join(folder, "out"))).rejects.toThrow("outside its folder shop/");
  });
});

test("refuses links", async () => {
  const archive = await writeTarball({}, { "shop/x": "/etc/passwd" });
  await expect(unpack(archive, "shop", join(folder, "out"))).rejects.toThrow('holds "shop/x", which is a symlink; only files are expected');
});

test.each([
  ["is cut off", (whole: Buffer) => whole.subarray(0, whole.length / 2), /unexpected end of file/],
  ["is something else", () => Buffer.from("<html></html>"), /incorrect header check/],
])("refuses a tar.gz that %s", async (_what, damage, message) => {
  const archive = await writeTarball(files);
  await writeFile(archive, damage(await readFile(archive)));
  await expect(unpack(archive, "shop", join(folder, "out"))).rejects.toThrow(message);
});

test.each([
  ["is cut off", (whole: Buffer) => whole.subarray(0, whole.length - 30)],
  ["is something else", () => Buffer.from("<html></html>")],
  ["is empty", () => Buffer.alloc(0)],
])("refuses a zip that %s", async (_what, damage) => {
  const archive = await writeZip(files);
  await writeFile(archive, damage(await readFile(archive)));
  await expect(unpack(archive, "shop", join(folder, "out"))).rejects.toThrow("is not a whole zip archive");
});

test("refuses a zip with a damaged file", async () => {
  const archive = await writeZip({ "shop/x": "some text that is packed" });
  const bytes = await readFile(archive);
  // Bit 1 of the first packed byte; the checksum or the decompression notices.
  bytes[30 + "shop/x".length] = (bytes[30 + "shop/x".length] ?? 0) ^ 0x40;
  await writeFile(archive, bytes);
  await expect(unpack(archive, "shop", join(folder, "out"))).rejects.toThrow();
});

test("reads what another program packed", async () => {
  try {
    execFileSync("python3", [
      "-c",
      `import zipfile; z = zipfile.ZipFile(r"${folder}/py.zip", "w", zipfile.ZIP_DEFLATED); z.writestr("shop/ü.txt", "x" * 9999)`,
    ]);
  } catch {
    return;
  }
  await unpack(join(folder, "py.zip"), "shop", join(folder, "out"));
  expect(await readFile(join(folder, "out/ü.txt"), "utf8")).toBe("x".repeat(9999));
});
