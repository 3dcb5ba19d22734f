import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { EngineError } from "./errors.ts";
import { announceHost } from "./hosts.ts";
import { descendantsOf, findProcess, isRunning, type ProcessIdentity } from "./processes.ts";
import { RunGuard } from "./run-guard.ts";
import { type StackLayout, stackLayout } from "./stack-layout.ts";

let root = "";
let layout: StackLayout;
let file = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "run-guard-"));
  layout = stackLayout(root, "local");
  file = join(layout.directory, "operation.json");
  mkdirSync(layout.directory, { recursive: true });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(root, { recursive: true });
});

/** A process that only looks like another by its name. */
async function pose(name: string): Promise<ProcessIdentity> {
  const child = spawn("sleep", ["60"], { argv0: name });
  children.push(child);
  await once(child, "spawn");
  return findProcess(child.pid as number) as ProcessIdentity;
}

const gone: ProcessIdentity = { pid: 2 ** 22 + 1, started: "1", command: "pulumi up" };

function leave(processes: readonly ProcessIdentity[], host = hostname(), caller = gone): void {
  const plain = processes.map(({ pid, started, command }) => ({ pid, started, command }));
  writeFileSync(
    file,
    JSON.stringify({ kind: "up", since: "2026-11-21T10:00:00.000Z", host, caller, stores: ["aurora"], processes: plain }),
  );
}

async function refusal(attempt: Promise<unknown>): Promise<EngineError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("RunGuard", () => {
  test("holds a stack until it is given back", async () => {
    const guard = await RunGuard.take(layout, "up");
    expect(guard.unclean).toBeUndefined();
    const error = await refusal(RunGuard.take(layout, "destroy"));
    expect(error.code).toBe("ConcurrentUpdate");
    expect(error.message).toContain(`Stack local is in use: up by process ${process.pid} on ${hostname()} since `);
    expect(error.details.owner?.pid).toBe(process.pid);
    await guard.release();
    expect(existsSync(file)).toBe(false);
    await (await RunGuard.take(layout, "up")).release();
  });

  test("of many at the same moment exactly one gets the stack", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => RunGuard.take(layout, "up")));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("writes down every process below its child", async () => {
    const guard = await RunGuard.take(layout, "up");
    const child = spawn("sh", ["-c", "sleep 60 & wait"]);
    children.push(child);
    await once(child, "spawn");
    const grandchild = () => descendantsOf(child.pid ?? 0).some(({ command }) => command === "sleep 60");
    // A fork has its parent's name until it has become the program: only then is it what the record should say.
    for (const until = Date.now() + 5000; !grandchild() && Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 20));
    guard.watch(child);
    guard.noteStores(["aurora", "borealis"]);
    const record = () => JSON.parse(readFileSync(file, "utf8")) as { stores: string[]; processes: ProcessIdentity[] };
    const written = () => record().processes;
    for (const until = Date.now() + 5000; written().length < 2 && Date.now() < until; )
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written().map(({ command }) => command)).toEqual(["sh -c sleep 60 & wait", "sleep 60"]);
    expect(record().stores).toEqual(["aurora", "borealis"]);
    await guard.abandon(100);
    expect(written().filter(isRunning)).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  test("ends the plugins of a killed run, and says that things must be put right", async () => {
    const plugin = await pose("/plugins/pulumi-resource-kubernetes");
    leave([gone, plugin]);
    const guard = await RunGuard.take(layout, "up");
    expect(guard.unclean).toEqual({
      reason: `an earlier up (process ${gone.pid}, 2026-11-21T10:00:00.000Z) was killed; ended 1 plugin that it left running`,
      stores: ["aurora"],
    });
    for (const until = Date.now() + 2000; isRunning(plugin) && Date.now() < until; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isRunning(plugin)).toBe(false);
  });

  test("never ends another process that has a recorded number by now", async () => {
    const innocent = await pose("/plugins/pulumi-resource-kubernetes");
    leave([{ ...innocent, started: `${innocent.started}0` }]);
    await RunGuard.take(layout, "up");
    expect(isRunning(innocent)).toBe(true);
  });

  test("refuses while the engine of a killed caller still works", async () => {
    const engine = await pose("pulumi");
    leave([engine]);
    expect((await refusal(RunGuard.take(layout, "up"))).details.owner?.pid).toBe(engine.pid);
  });

  test("refuses when the run is on another machine, where nothing can be seen", async () => {
    leave([gone], "elsewhere");
    expect((await refusal(RunGuard.take(layout, "up"))).message).toContain("on elsewhere since 2026-11-21T10:00:00.000Z");
  });

  test("refuses while the other machine says that it is alive, and goes on when it has ceased to", async () => {
    leave([gone], "pod-a");
    await announceHost(layout.hostsDirectory, "pod-a").then((host) => host.stop());
    expect((await refusal(RunGuard.take(layout, "up"))).code).toBe("ConcurrentUpdate");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(layout.hostsDirectory, "pod-a"), longAgo, longAgo);
    const guard = await RunGuard.take(layout, "up");
    expect(guard.unclean).toEqual({ reason: expect.stringContaining("was killed"), stores: ["aurora"] });
    await guard.release();
  });

  test("is not blocked for ever by a damaged record", async () => {
    writeFileSync(file, '{"kind":"up"');
    const guard = await RunGuard.take(layout, "up");
    expect(guard.unclean).toEqual({ reason: "the record of an earlier run is damaged", stores: [] });
    await guard.release();
  });
});
