import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import { descendantsOf, endProcess, findProcess, isRunning } from "./processes.ts";

describe("processes", () => {
  test("finds this process and its children, and ends exactly the one it was told", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    const pid = child.pid as number;
    const found = descendantsOf(process.pid).find((entry) => entry.pid === pid);
    if (found === undefined) throw new Error("child not found");
    expect(findProcess(pid)?.started).toBe(found.started);
    expect(isRunning(found)).toBe(true);

    const impostor = { ...found, started: `${found.started}0` };
    expect(isRunning(impostor)).toBe(false);
    expect(endProcess(impostor, "SIGKILL")).toBe(false);
    expect(isRunning(found)).toBe(true);

    const ended = once(child, "exit");
    expect(endProcess(found, "SIGKILL")).toBe(true);
    await ended;
    expect(isRunning(found)).toBe(false);
    expect(endProcess(found, "SIGKILL")).toBe(false);
  });

  test("knows no process with a number that nobody has", () => {
    expect(findProcess(2 ** 22 + 1)).toBeUndefined();
  });
});
