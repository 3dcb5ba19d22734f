import { expect, test } from "@jest/globals";
import type { UsageView } from "../../control/api/schemas/usage.ts";
import { usageText } from "./usage-text.ts";

const usage: UsageView = {
  store: "rose",
  measuredAt: "2026-01-31T12:01:00.000Z",
  unavailable: null,
  guaranteed: { cpuMillis: 190, memoryBytes: 1248 * 2 ** 20 },
  limit: { cpuMillis: 7500, memoryBytes: 3712 * 2 ** 20 },
  stepSeconds: 60,
  samples: [
    { at: "2026-01-31T12:00:00.000Z", cpuMillis: 412.4, memoryBytes: 700 * 2 ** 20 },
    { at: "2026-01-31T12:01:00.000Z", cpuMillis: 40.5, memoryBytes: 650 * 2 ** 20 },
  ],
};

test("shows what is used, the most of it, and what it is measured against", () => {
  expect(usageText(usage).split("\n")).toEqual([
    "            now     peak  guaranteed     limit",
    "CPU         41m     412m        190m     7500m",
    "memory  650 MiB  700 MiB    1248 MiB  3712 MiB",
    "measured at 2026-01-31T12:01:00.000Z",
  ]);
});

test("says why there is nothing", () => {
  expect(usageText({ ...usage, samples: [], unavailable: "install metrics-server" }).split("\n")).toEqual([
    "        now  peak  guaranteed     limit",
    "CPU       –     –        190m     7500m",
    "memory    –     –    1248 MiB  3712 MiB",
    "install metrics-server",
  ]);
});
