import { describe, expect, test } from "@jest/globals";
import { countingLines } from "./counting-lines.ts";

describe("countingLines", () => {
  let now = 0;
  const shownOf = (lines: readonly (readonly [number, string])[]) => {
    const worth = countingLines(() => now);
    return lines.flatMap(([at, line]) => {
      now = at;
      return worth(line) ? [line] : [];
    });
  };

  test("shows a line that only counts on every thirty seconds", () => {
    const lines = Array.from({ length: 65 }, (_, second) => [second * 1000, `building pulumi (${second} s)`] as const);
    expect(shownOf(lines)).toEqual(["building pulumi (0 s)", "building pulumi (30 s)", "building pulumi (60 s)"]);
  });

  test("counts things that go on side by side each for itself", () => {
    const lines = Array.from({ length: 8 }, (_, turn) =>
      ["aurora", "bramble"].map((store) => [turn * 5000, `${store}: waiting for pods and jobs (${turn * 5} s)`] as const),
    ).flat();
    expect(shownOf(lines)).toEqual([
      "aurora: waiting for pods and jobs (0 s)",
      "bramble: waiting for pods and jobs (0 s)",
      "aurora: waiting for pods and jobs (30 s)",
      "bramble: waiting for pods and jobs (30 s)",
    ]);
  });

  test("shows every line that says something else, and no line twice in a row", () => {
    const lines = [
      "attempt 1 of 3",
      "attempt 2 of 3",
      "12 MB of 130 MB",
      "13 MB of 130 MB",
      "node Ready",
      "node Ready",
      "DNS",
      "node Ready",
    ];
    expect(shownOf(lines.map((line, index) => [index, line] as const))).toEqual([
      "attempt 1 of 3",
      "attempt 2 of 3",
      "12 MB of 130 MB",
      "node Ready",
      "DNS",
      "node Ready",
    ]);
  });
});
