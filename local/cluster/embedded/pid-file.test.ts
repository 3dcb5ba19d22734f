import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readPidFile, writePidFile } from "./pid-file.ts";
import { endProcesses, processInfo, sendSignal } from "./processes.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-pids-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a pid file", () => {
  test("names the process that runs", async () => {
    const file = join(folder, "a");
    const record = await writePidFile(file, process.pid);
    expect(await readPidFile(file)).toEqual(record);
    expect(await readFile(file, "utf8")).toBe(`${record.pid} ${record.startTime}\n`);
  });

  test("of a pid that another process has by now counts as none, and that process is never signalled", async () => {
    const child = spawn("sleep", ["60"]);
    try {
      const info = await processInfo(child.pid!);
      const earlier = { pid: child.pid!, startTime: String(Number(info!.startTime) - 1) };
      const file = join(folder, "reused");
      await writeFile(file, `${earlier.pid} ${earlier.startTime}\n`);
      expect(await readPidFile(file)).toBeUndefined();
      await sendSignal(earlier, "SIGKILL");
      await endProcesses([earlier], 0);
      expect(await processInfo(child.pid!)).toEqual(info);
    } finally {
      child.kill();
    }
  });

  test.each(["", "x", "12", "12 34", "-1 34\n", "12 34\n56 78\n"])("with the damaged text %j counts as none", async (text) => {
    const file = join(folder, "damaged");
    await writeFile(file, text);
    expect(await readPidFile(file)).toBeUndefined();
  });

  test("that does not exist counts as none", async () => {
    expect(await readPidFile(join(folder, "absent"))).toBeUndefined();
  });

  test("refuses to name a process that has ended", async () => {
    await expect(writePidFile(join(folder, "b"), 2 ** 22 + 1)).rejects.toThrow("process 4194305 ended before its pid file");
  });
});

test("ends a process that ignores the request", async () => {
  const child = spawn("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const info = await processInfo(child.pid!);
  const ended = new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
  await endProcesses([info!], 300);
  expect(await ended).toBe("SIGKILL");
});
