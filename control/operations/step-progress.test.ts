import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { provisioningSteps, type StepState, type StoreStep } from "./operation.ts";
import { StepProgress } from "./step-progress.ts";

function recorded() {
  const seen: [StoreStep, StepState, number][] = [];
  let now = 0;
  const progress = new StepProgress(
    provisioningSteps,
    (...entry) => seen.push(entry),
    () => now,
  );
  return {
    seen,
    progress,
    after: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe("steps of an operation", () => {
  test("reaching a step ends the one before with its seconds", () => {
    const { seen, progress, after } = recorded();
    progress.reach("namespace");
    after(1500);
    progress.reach("secrets");
    expect(seen).toEqual([
      ["namespace", "running", 0],
      ["namespace", "succeeded", 1.5],
      ["secrets", "running", 0],
    ]);
  });

  test("a step that was passed is never begun again", () => {
    const { seen, progress } = recorded();
    progress.reach("seed");
    const before = seen.length;
    progress.reach("migrate");
    expect(seen).toHaveLength(before);
    expect(progress.current).toBe("seed");
  });

  test("a failure ends the step that was under way, and nothing follows it", () => {
    const { seen, progress } = recorded();
    progress.reach("seed");
    progress.fail();
    progress.reach("start");
    progress.succeed();
    expect(seen.at(-1)).toEqual(["seed", "failed", 0]);
  });

  test("a failure before the first step is one of the first step", () => {
    const { seen, progress } = recorded();
    progress.fail();
    expect(seen.at(-1)).toEqual(["namespace", "failed", 0]);
  });

  test("whatever evidence comes in whatever order, every step ends exactly once and in order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...provisioningSteps)), (evidence) => {
        const { seen, progress } = recorded();
        for (const step of evidence) progress.reach(step);
        progress.succeed();
        const ended = seen.filter(([, state]) => state !== "running").map(([step]) => step);
        expect(ended).toEqual([...provisioningSteps]);
      }),
    );
  });
});
