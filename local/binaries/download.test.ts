import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { download, downloadText } from "./download.ts";
import { type FileServer, filesUnder, serveFiles, sha256, temporaryFolder } from "./test-fixtures.ts";

const CONTENT = Buffer.alloc(300_000, "storefleet ");
const SUM = sha256(CONTENT);
const quick = { pauseMilliseconds: 1, stallMilliseconds: 300 };

describe("download", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let server: FileServer | undefined;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    file = join(temporary.folder, "downloads", "file");
  });
  afterEach(async () => {
    await server?.close();
    await temporary.remove();
  });

  test("brings the file and tells the bytes", async () => {
    server = await serveFiles({ "/file": CONTENT });
    const seen: (readonly [number, number | undefined])[] = [];
    await download(`${server.url}/file`, file, SUM, { ...quick, onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(sha256(await readFile(file))).toBe(SUM);
    expect(seen.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  });

  test("refuses another content, names both sums and leaves nothing", async () => {
    server = await serveFiles({ "/file": "malware" });
    const url = `${server.url}/file`;
    await expect(download(url, file, SUM, quick)).rejects.toMatchObject({
      code: "checksum",
      message: expect.stringContaining(`${url} has a wrong checksum: expected SHA-256 ${SUM}, got ${sha256("malware")}.`),
    });
    expect(await filesUnder(temporary.folder)).toEqual([]);
  });

  test("goes on from half a file", async () => {
    server = await serveFiles({ "/file": CONTENT });
    await download(`${server.url}/file`, file, SUM, quick);
    await writeFile(file, CONTENT.subarray(0, 100_000));
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
    expect(server.requests).toEqual(["GET /file", "GET /file bytes=100000-"]);
  });

  test("asks nobody when the whole file is there", async () => {
    server = await serveFiles({});
    await download(`${server.url}/file`, join(temporary.folder, "absent"), SUM, quick).catch(() => undefined);
    await writeFile(join(temporary.folder, "whole"), CONTENT);
    await download(`${server.url}/file`, join(temporary.folder, "whole"), SUM, quick);
    expect(server.requests).toEqual(["GET /file"]);
  });

  test("begins anew when the half file is of something else", async () => {
    server = await serveFiles({ "/file": CONTENT });
    await download(`${server.url}/file`, file, SUM, quick);
    await writeFile(file, Buffer.alloc(50, "x"));
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
  });

  test("begins anew when the half file is longer than the file", async () => {
    server = await serveFiles({ "/file": CONTENT });
    await download(`${server.url}/file`, file, SUM, quick);
    await writeFile(file, Buffer.concat([CONTENT, CONTENT]));
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
  });

  test("takes the whole file from a server without ranges", async () => {
    server = await serveFiles({}, (_request, response) => {
      response.writeHead(200, { "content-length": CONTENT.length }).end(CONTENT);
      return true;
    });
    await download(`${server.url}/file`, file, SUM, quick);
    await writeFile(file, CONTENT.subarray(0, 10));
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
  });

  test("goes on after the server breaks off", async () => {
    let broken = 0;
    server = await serveFiles({ "/file": CONTENT }, (request, response) => {
      if (request.headers.range || broken > 0) return false;
      broken += 1;
      response.writeHead(200, { "content-length": CONTENT.length });
      // Long enough for the client to have some of it: a reset may overtake what was written just before.
      response.write(CONTENT.subarray(0, 150_000), () => setTimeout(() => response.destroy(), 300));
      return true;
    });
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
    expect(server.requests[1]).toMatch(/^GET \/file bytes=\d+-$/);
  });

  test("goes on after the server falls silent", async () => {
    let silent = 0;
    server = await serveFiles({ "/file": CONTENT }, (_request, response) => {
      if (silent++ > 0) return false;
      response.writeHead(200, { "content-length": CONTENT.length });
      response.write(CONTENT.subarray(0, 1000));
      return true;
    });
    await download(`${server.url}/file`, file, SUM, quick);
    expect(sha256(await readFile(file))).toBe(SUM);
  });

  test("tries a struggling server again", async () => {
    let struggles = 0;
    server = await serveFiles({ "/file": CONTENT }, (_request, response) => {
      if (struggles++ >= 2) return false;
      response.writeHead(503).end();
      return true;
    });
    await download(`${server.url}/file`, file, SUM, quick);
    expect(server.requests).toHaveLength(3);
  });

  test("does not ask twice for what is not there", async () => {
    server = await serveFiles({});
    const url = `${server.url}/file`;
    await expect(download(url, file, SUM, quick)).rejects.toMatchObject({
      code: "network",
      message: `${url} cannot be fetched: the server answers 404 Not Found.`,
    });
    expect(server.requests).toHaveLength(1);
  });

  test("says why a server cannot be reached", async () => {
    await expect(download("http://127.0.0.1:9/file", file, SUM, { ...quick, attempts: 2 })).rejects.toMatchObject({ code: "network" });
  });

  test("stops when aborted and keeps what it has", async () => {
    const controller = new AbortController();
    server = await serveFiles({}, (_request, response) => {
      response.writeHead(200, { "content-length": CONTENT.length });
      response.write(CONTENT.subarray(0, 1000));
      return true;
    });
    const running = download(`${server.url}/file`, file, SUM, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("stop")),
    });
    await expect(running).rejects.toThrow("stop");
    expect(CONTENT.subarray(0, 1000).subarray(0, (await readFile(file)).length)).toEqual(await readFile(file));
  });

  test("reads a short text", async () => {
    server = await serveFiles({ "/sum": `${SUM}  file\n` });
    expect(await downloadText(`${server.url}/sum`, quick)).toBe(`${SUM}  file\n`);
  });
});
