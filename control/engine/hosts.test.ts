import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { announceHost, isHostDead } from "./hosts.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hosts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

test.each([
  ["has just said so", 0, false],
  ["has said nothing for less time than a claim needs to pass on", 20, false],
  ["has said nothing for long", 31, true],
])("a machine that %s", async (_, seconds, dead) => {
  const host = await announceHost(folder, "pod-a");
  host.stop();
  utimesSync(join(folder, "pod-a"), ago(seconds), ago(seconds));
  expect(isHostDead(folder, "pod-a")).toBe(dead);
});

test("a machine that never said anything may live: nobody knows", () => {
  expect(isHostDead(folder, "elsewhere")).toBe(false);
  expect(isHostDead(join(folder, "missing"), "elsewhere")).toBe(false);
});

test("this machine is alive, whatever a file says", async () => {
  const host = await announceHost(folder);
  host.stop();
  utimesSync(join(folder, hostname()), ago(600), ago(600));
  expect(isHostDead(folder, hostname())).toBe(false);
});
