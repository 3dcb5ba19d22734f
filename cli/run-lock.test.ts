import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { EnvironmentBusy, withRunLock } from "./run-lock.ts";

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "run-lock-"));
});
afterEach(() => rm(state, { recursive: true }));

describe("withRunLock", () => {
  test("returns what the work returns and leaves no lock", async () => {
    await expect(withRunLock(state, "local", "up", async () => 7)).resolves.toBe(7);
    expect(await readdir(join(state, "runs"))).toEqual([]);
  });

  test("leaves no lock when the work fails", async () => {
    await expect(withRunLock(state, "local", "up", () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
    expect(await readdir(join(state, "runs"))).toEqual([]);
  });

  test("refuses when a living process holds it, naming command and process", async () => {
    await withRunLock(state, "local", "up", async () => {
      const second = withRunLock(state, "local", "destroy", async () => undefined);
      await expect(second).rejects.toThrow(EnvironmentBusy);
      await expect(withRunLock(state, "local", "destroy", async () => undefined)).rejects.toThrow(
        `environment local is being changed by "storefleet up" (process ${process.pid}, since`,
      );
    });
  });

  test("other environments are free", async () => {
    await withRunLock(state, "local", "up", () => withRunLock(state, "prod", "up", async () => undefined));
  });

  test.each([
    ["its holder is dead", JSON.stringify({ pid: 2 ** 22 + 1, started: "1", command: "up", since: "" })],
    ["its pid belongs to another process now", JSON.stringify({ pid: process.pid, started: "1", command: "up", since: "" })],
    ["it was written half", '{"pid": 1'],
  ])("takes a lock over when %s", async (_case, content) => {
    await mkdir(join(state, "runs"));
    await writeFile(join(state, "runs", "local.lock"), content);
    await expect(withRunLock(state, "local", "up", async () => "mine")).resolves.toBe("mine");
  });
});
