import { expect, test } from "@jest/globals";
import { formatSeconds, renderTable } from "./terminal.ts";

test.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [10, "10 s"],
  [59.6, "1 min 00 s"],
  [185, "3 min 05 s"],
])("%d seconds read as %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("a table aligns its columns and trims the end of lines", () => {
  const table = renderTable(
    [
      { title: "store", value: (row: { name: string; count: number }) => row.name },
      { title: "n", value: (row) => String(row.count), align: "right" },
      { title: "note", value: () => "" },
    ],
    [
      { name: "aurora", count: 7 },
      { name: "b", count: 120 },
    ],
  );
  expect(table).toBe(["store     n  note", "aurora    7", "b       120"].join("\n"));
});
