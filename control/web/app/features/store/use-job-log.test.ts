import { expect, test } from "@jest/globals";
import { merge } from "./use-job-log.ts";

const line = (operationId: string, job: string, number: number) => ({
  operationId,
  job,
  line: number,
  at: "2026-01-31T12:00:00.000Z",
  text: `${number}`,
});

test("a line that comes twice, as after a reconnection, is shown once", () => {
  const first = merge([], [line("a", "migrate", 1), line("a", "migrate", 2)]);
  expect(merge(first, [line("a", "migrate", 2), line("a", "seed", 1)]).map(({ job, text }) => `${job} ${text}`)).toEqual([
    "migrate 1",
    "migrate 2",
    "seed 1",
  ]);
});

test("another operation's lines replace those shown", () => {
  expect(merge([line("a", "migrate", 1)], [line("b", "migrate", 1)]).map(({ operationId }) => operationId)).toEqual(["b"]);
  expect(merge([line("a", "migrate", 1)], [])).toHaveLength(1);
});
