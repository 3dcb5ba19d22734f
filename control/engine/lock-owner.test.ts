import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, test } from "@jest/globals";
import { isDead, parseLockOwners } from "./lock-owner.ts";

test("parseLockOwners reads each lock once, however often the CLI repeats it", () => {
  const line = (pid: number) =>
    `  file:///s/${pid}.json?no_tmp_dir=true: created by root@vm-1.example (pid ${pid}) at 2026-11-21T10:18:26+01:00`;
  expect(parseLockOwners([line(1), line(2), "err?:", line(1)].join("\n"))).toEqual([
    { pid: 1, host: "vm-1.example", since: "2026-11-21T10:18:26+01:00" },
    { pid: 2, host: "vm-1.example", since: "2026-11-21T10:18:26+01:00" },
  ]);
  expect(parseLockOwners("error: no stack")).toEqual([]);
});

test("isDead believes only what it can see", async () => {
  const owner = (pid: number, host = hostname()) => ({ pid, host, since: "" });
  expect(isDead(owner(2 ** 22 + 1))).toBe(true);
  expect(isDead(owner(2 ** 22 + 1, "elsewhere"))).toBe(false);
  // Its number belongs to something else by now.
  expect(isDead(owner(process.pid))).toBe(true);
  const pulumi = spawn("sleep", ["60"], { argv0: "pulumi" });
  await once(pulumi, "spawn");
  expect(isDead(owner(pulumi.pid as number))).toBe(false);
  pulumi.kill("SIGKILL");
  await once(pulumi, "exit");
  expect(isDead(owner(pulumi.pid as number))).toBe(true);
});
