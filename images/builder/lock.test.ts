import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { cachedFile } from "./cache.ts";
import { withLock } from "./lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

test("lets one in at a time and cleans up", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await pause();
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(join(folder, "x"), work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("takes over from a holder whose heartbeat stopped, and removes what it left", async () => {
  const path = join(folder, "x.tar");
  await mkdir(`${path}.lock`);
  await utimes(`${path}.lock`, 0, 0);
  await mkdir(`${path}.0123abcd.tmp`);
  await writeFile(`${path}.0123abcd.tmp/half`, "");
  await mkdir(join(folder, "y.tar.0123abcd.tmp"));
  let waited = false;
  await withLock(path, async () => undefined, {
    onWait: () => {
      waited = true;
    },
  });
  expect(waited).toBe(true);
  expect(await readdir(folder)).toEqual(["y.tar.0123abcd.tmp"]);
});

test("gives up waiting when told to", async () => {
  await mkdir(join(folder, "x.lock"));
  const waiting = withLock(join(folder, "x"), async () => undefined, { signal: AbortSignal.timeout(20) });
  await expect(waiting).rejects.toThrow("aborted");
});

test("a cached file is built once and appears whole", async () => {
  let builds = 0;
  const build = async (scratch: string) => {
    builds++;
    await writeFile(join(scratch, "out"), "text");
    await pause();
    return join(scratch, "out");
  };
  const file = join(folder, "cached");
  expect(await Promise.all([cachedFile(file, build), cachedFile(file, build)])).toEqual([file, file]);
  expect(builds).toBe(1);
  expect(await readdir(folder)).toEqual(["cached"]);
});

test("a build that fails leaves no cached file", async () => {
  await expect(cachedFile(join(folder, "cached"), () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
  expect(await readdir(folder)).toEqual([]);
});
