import { expect, test } from "@jest/globals";
import { seriesOf } from "./usage-series.ts";

const start = Date.parse("2026-01-31T12:00:00.000Z");
const samples = (...minutes: number[]) =>
  minutes.map((minute) => ({ at: new Date(start + minute * 60_000).toISOString(), cpuMillis: minute, memoryBytes: 10 * minute }));
const minutesOf = (...minutes: number[]) =>
  seriesOf({ samples: samples(...minutes), stepSeconds: 60 }, "memoryBytes").map(({ at, value }) => [(at - start) / 60_000, value]);

test("one sample after another is one line", () => {
  expect(minutesOf(0, 1, 2)).toEqual([
    [0, 0],
    [1, 10],
    [2, 20],
  ]);
});

test("a line goes on over one late sample, and breaks where more are missing", () => {
  expect(minutesOf(1, 3, 6)).toEqual([
    [1, 10],
    [3, 30],
    [4, null],
    [6, 60],
  ]);
});

test("nothing measured is no line", () => {
  expect(minutesOf()).toEqual([]);
});
