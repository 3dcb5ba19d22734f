import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { withLock } from "./lock.ts";
import { ownIdentity } from "./process-identity.ts";
import { temporaryFolder } from "./test-fixtures.ts";

describe("lock", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    file = join(temporary.folder, "locks", "one");
  });
  afterEach(() => temporary.remove());

  test("lets one in at a time and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([withLock(file, {}, work), withLock(file, {}, work), withLock(file, {}, work)]);
    expect(most).toBe(1);
    expect(await readdir(join(temporary.folder, "locks"))).toEqual([]);
  });

  test("is released when the work fails", async () => {
    await expect(withLock(file, {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(file, {}, async () => "in")).toBe("in");
  });

  test.each([
    ["of a process that has ended", { pid: 2 ** 22 + 1, started: "x" }],
    ["of an earlier process with our number", { pid: process.pid, started: "earlier-boot/1" }],
    ["that is damaged", "{"],
  ])("is taken from a holder %s", async (_which, owner) => {
    await withLock(file, {}, async () => undefined);
    await writeFile(file, typeof owner === "string" ? owner : JSON.stringify(owner));
    expect(await withLock(file, {}, async () => "in")).toBe("in");
  });

  test("says who is waited for, and gives up when aborted", async () => {
    await withLock(file, {}, async () => {
      const waited: number[] = [];
      const controller = new AbortController();
      const second = withLock(
        file,
        {
          signal: controller.signal,
          onWait: ({ pid }) => {
            waited.push(pid);
            controller.abort(new Error("enough"));
          },
        },
        async () => "in",
      );
      await expect(second).rejects.toThrow("enough");
      expect(waited).toEqual([(await ownIdentity()).pid]);
      expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ pid: process.pid });
    });
  });
});
