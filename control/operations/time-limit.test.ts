import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import { TimeLimit } from "./time-limit.ts";

const never = new AbortController().signal;

describe("two-stage stop", () => {
  test("when the time is over, work is first asked to stop and then killed", async () => {
    const limit = new TimeLimit(never, 0.01, 0.01);
    await once(limit.signal, "abort");
    expect(limit.over).toBe(true);
    expect(limit.killSignal.aborted).toBe(false);
    await once(limit.killSignal, "abort");
  });

  test("a caller who stops is not taken for a time that is over, and is killed too when it does not help", async () => {
    const stop = new AbortController();
    const limit = new TimeLimit(stop.signal, 60, 0.01);
    stop.abort();
    expect(limit.signal.aborted).toBe(true);
    expect(limit.over).toBe(false);
    await once(limit.killSignal, "abort");
    limit.clear();
  });

  test("work that has ended is not stopped any more", async () => {
    const limit = new TimeLimit(never, 0.01);
    limit.clear();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(limit.signal.aborted).toBe(false);
  });
});
