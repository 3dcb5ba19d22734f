import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { acquireSource, missingSources } from "./acquire.ts";
import type { SourceArchive } from "./source-archive.ts";

const bytes = Buffer.from("the archive's bytes ".repeat(1000));
const sum = (algorithm: string, data: Buffer = bytes) => createHash(algorithm).update(data).digest("hex");

let folder: string;
let cacheDir: string;
let mirror: string;
let server: Server;
let url: string;
let files: Record<string, Buffer>;
let requests: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-sources-"));
  cacheDir = join(folder, "cache");
  mirror = join(folder, "mirror");
  await mkdir(mirror);
  files = {};
  requests = [];
  server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    requests.push(`${request.method} ${name}${start > 0 ? ` from ${start}` : ""}`);
    const file = files[name];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (start > 0) response.writeHead(206, { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` });
    response.end(request.method === "HEAD" ? undefined : file.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

const pinned = (fields: Partial<SourceArchive> = {}): SourceArchive => ({
  product: "Shop",
  version: "1.2.3",
  url: `${url}/shop.1.2.3.zip`,
  checksum: { kind: "pinned", algorithm: "sha256", hex: sum("sha256") },
  bytes: bytes.length,
  ...fields,
});
const published = (): SourceArchive => pinned({ checksum: { kind: "published", algorithm: "sha1", url: `${url}/shop.1.2.3.zip.sha1` } });

describe("acquireSource", () => {
  test("takes the publisher's file, keeps it, and does not ask again", async () => {
    files["shop.1.2.3.zip"] = bytes;
    const file = await acquireSource(pinned(), { cacheDir, mirror });
    expect(await readFile(file)).toEqual(bytes);
    await expect(acquireSource(pinned(), { cacheDir })).resolves.toBe(file);
    expect(requests).toEqual(["GET shop.1.2.3.zip"]);
    expect(await readdir(join(cacheDir, "images/sources"))).toEqual([`${sum("sha256").slice(0, 16)}-shop.1.2.3.zip`]);
  });

  test("takes the mirror's file when the publisher has none", async () => {
    await writeFile(join(mirror, "shop.1.2.3.zip"), bytes);
    const said: string[] = [];
    const file = await acquireSource(pinned(), { cacheDir, mirror, onProgress: (line) => said.push(line) });
    expect(await readFile(file)).toEqual(bytes);
    expect(said).toEqual([`fetching ${url}/shop.1.2.3.zip`, `fetching ${mirror}/shop.1.2.3.zip`]);
  });

  test("continues half a download", async () => {
    files["shop.1.2.3.zip"] = bytes;
    const part = join(cacheDir, "images/sources", `${sum("sha256").slice(0, 16)}-shop.1.2.3.zip.part`);
    await mkdir(join(cacheDir, "images/sources"), { recursive: true });
    await writeFile(part, bytes.subarray(0, 700));
    await acquireSource(pinned(), { cacheDir });
    expect(requests).toEqual(["GET shop.1.2.3.zip from 700"]);
  });

  test("starts again when the old half is of another file", async () => {
    files["shop.1.2.3.zip"] = bytes;
    const part = join(cacheDir, "images/sources", `${sum("sha256").slice(0, 16)}-shop.1.2.3.zip.part`);
    await mkdir(join(cacheDir, "images/sources"), { recursive: true });
    await writeFile(part, "x".repeat(700));
    expect(await readFile(await acquireSource(pinned(), { cacheDir }))).toEqual(bytes);
    expect(requests).toEqual(["GET shop.1.2.3.zip from 700", "GET shop.1.2.3.zip"]);
  });

  test("refuses a file with other bytes, naming file, expected and got, and keeps nothing", async () => {
    const other = Buffer.from("<html>log in to the wifi</html>");
    files["shop.1.2.3.zip"] = other;
    await expect(acquireSource(pinned(), { cacheDir })).rejects.toThrow(
      `Shop 1.2.3 could not be had: ${url}/shop.1.2.3.zip has a wrong checksum (31 bytes instead of ${bytes.length}): ` +
        `expected SHA-256 ${sum("sha256")}, got ${sum("sha256", other)}; it was not used`,
    );
    expect(await readdir(join(cacheDir, "images/sources"))).toEqual([]);
  });

  test("refuses half a file of the mirror, after the publisher failed, and says both", async () => {
    await writeFile(join(mirror, "shop.1.2.3.zip"), bytes.subarray(0, 5000));
    const refused = acquireSource(pinned(), { cacheDir, mirror });
    await expect(refused).rejects.toThrow(
      `${url}/shop.1.2.3.zip cannot be fetched: the server answers 404 Not Found; ${mirror}/shop.1.2.3.zip`,
    );
    await expect(refused).rejects.toThrow(`(5000 bytes instead of ${bytes.length})`);
  });

  test("asks the publisher for the checksum that is not pinned", async () => {
    files["shop.1.2.3.zip"] = bytes;
    files["shop.1.2.3.zip.sha1"] = Buffer.from(sum("sha1"));
    const file = await acquireSource(published(), { cacheDir });
    expect(await readFile(file)).toEqual(bytes);
    await acquireSource(published(), { cacheDir });
    expect(requests).toEqual(["GET shop.1.2.3.zip.sha1", "GET shop.1.2.3.zip"]);
  });

  test.each([
    ["is an error page", Buffer.from("<!DOCTYPE html>"), /shop\.1\.2\.3\.zip\.sha1 holds no SHA-1 but "<!DOCTYPE html>"/],
    ["is missing", undefined, /shop\.1\.2\.3\.zip\.sha1 cannot be fetched: the server answers 404/],
    ["is of another file", Buffer.from("0".repeat(40)), /expected SHA-1 0{40}, got /],
  ])("refuses when the publisher's checksum %s", async (_what, checksum, message) => {
    files["shop.1.2.3.zip"] = bytes;
    if (checksum !== undefined) files["shop.1.2.3.zip.sha1"] = checksum;
    await expect(acquireSource(published(), { cacheDir })).rejects.toThrow(message);
  });

  test("refuses a mirror without the publisher's checksum file", async () => {
    await writeFile(join(mirror, "shop.1.2.3.zip"), bytes);
    await expect(acquireSource(published(), { cacheDir, mirror })).rejects.toThrow(
      `${mirror}/shop.1.2.3.zip.sha1 is missing; the mirror must hold the publisher's checksum file beside shop.1.2.3.zip`,
    );
    await writeFile(join(mirror, "shop.1.2.3.zip.sha1"), `${sum("sha1")}\n`);
    await expect(acquireSource(published(), { cacheDir, mirror })).resolves.toContain("published-shop.1.2.3.zip");
  });

  test("refuses a checksum that came over an open network", async () => {
    const archive = { ...published(), url: "http://shop.invalid/shop.1.2.3.zip" };
    await expect(acquireSource(archive, { cacheDir })).rejects.toThrow("is not HTTPS, so nobody would vouch for shop.1.2.3.zip");
  });

  test("takes a measured file as it was measured", async () => {
    const path = join(mirror, "shop.1.2.3.zip");
    await writeFile(path, bytes);
    const archive = pinned({ checksum: { kind: "measured", path, algorithm: "sha256", hex: sum("sha256") } });
    expect(await readFile(await acquireSource(archive, { cacheDir }))).toEqual(bytes);
    await rm(join(cacheDir), { recursive: true });
    await writeFile(path, "changed since");
    await expect(acquireSource(archive, { cacheDir })).rejects.toThrow(`${path} has a wrong checksum`);
    expect(requests).toEqual([]);
  });

  test("does not take a damaged file of its own cache", async () => {
    files["shop.1.2.3.zip"] = bytes;
    const file = await acquireSource(pinned(), { cacheDir });
    await writeFile(file, "rotten");
    expect(await readFile(await acquireSource(pinned(), { cacheDir }))).toEqual(bytes);
  });

  test("lets two callers fetch once", async () => {
    files["shop.1.2.3.zip"] = bytes;
    await Promise.all([1, 2].map(() => acquireSource(pinned(), { cacheDir })));
    expect(requests).toEqual(["GET shop.1.2.3.zip"]);
  });
});

describe("missingSources", () => {
  test("finds nothing missing that is served, mirrored, cached or measured", async () => {
    const path = join(mirror, "shop.1.2.3.zip");
    expect(await missingSources([pinned()], { cacheDir })).toHaveLength(1);
    await writeFile(path, bytes);
    expect(await missingSources([pinned()], { cacheDir, mirror })).toEqual([]);
    expect(await missingSources([pinned({ checksum: { kind: "measured", path, algorithm: "sha256", hex: "" } })], { cacheDir })).toEqual(
      [],
    );
    files["shop.1.2.3.zip"] = bytes;
    expect(await missingSources([pinned()], { cacheDir })).toEqual([]);
    await acquireSource(pinned(), { cacheDir });
    files = {};
    expect(await missingSources([pinned()], { cacheDir })).toEqual([]);
  });

  test("asks with HEAD only", async () => {
    files["shop.1.2.3.zip"] = bytes;
    await missingSources([pinned()], { cacheDir });
    expect(requests).toEqual(["HEAD shop.1.2.3.zip"]);
  });

  test("finds an archive whose checksum file the mirror lacks", async () => {
    await writeFile(join(mirror, "shop.1.2.3.zip"), bytes);
    expect(await missingSources([published()], { cacheDir, mirror })).toEqual([{ archive: published() }]);
  });

  test("finds a damaged file of a mirror folder, and says what is wrong with it", async () => {
    await writeFile(join(mirror, "shop.1.2.3.zip"), "half");
    const [missing] = await missingSources([pinned()], { cacheDir, mirror });
    expect(missing?.damage).toMatch(/shop\.1\.2\.3\.zip has a wrong checksum \(4 bytes instead of 20000\): expected SHA-256 /);
  });
});
