import { expect, test } from "@jest/globals";
import type { CoreV1Api } from "@kubernetes/client-node";
import fc from "fast-check";
import { ContainerLog } from "./container-log.ts";

const source = { namespace: "store-demo", pod: "setup-1", container: "seed" };

/** A log that has grown to each of these texts at each read. */
function growing(texts: readonly string[]): ContainerLog {
  let read = 0;
  const core = { readNamespacedPodLog: () => Promise.resolve(texts[read++] ?? "") };
  return new ContainerLog(core as unknown as CoreV1Api, source);
}

test("a line that is still being written is given when it is whole", async () => {
  const log = growing(["one\ntw", "one\ntwo\n"]);
  expect(await log.next(false)).toEqual(["one"]);
  expect(await log.next(false)).toEqual(["two"]);
});

test("the last line of a container that has ended needs no line break", async () => {
  expect(await growing(["one\ntwo"]).next(true)).toEqual(["one", "two"]);
});

test("wherever the reads fall, every line is given once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.stringMatching(/^[a-z]{1,5}$/)), fc.array(fc.nat(60)), async (lines, cuts) => {
      const whole = lines.map((line) => `${line}\n`).join("");
      const ends = [...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
      const log = growing(ends.map((end) => whole.slice(0, end)));
      const given: string[] = [];
      for (const _ of ends) given.push(...(await log.next(false)));
      expect(given).toEqual(lines);
    }),
  );
});
