import { describe, expect, test } from "@jest/globals";
import { EngineError } from "../engine/errors.ts";
import { OrderProofFailed } from "../verify/order-proof.ts";
import { explain, failedAs } from "./failure.ts";
import { OperationFailed } from "./operation.ts";
import { TimeLimit } from "./time-limit.ts";

const running = () => {
  const limit = new TimeLimit(new AbortController().signal, 60);
  limit.clear();
  return limit;
};

describe("why an operation failed", () => {
  test.each([
    [new EngineError("ReleaseFailed", "no"), "ReleaseFailed", "start", false],
    [new EngineError("EngineCrashed", "no"), "EngineCrashed", "start", true],
    [new OrderProofFailed("demo", "cart", "500"), "OrderProofFailed", "order-proof", false],
    [
      Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) }),
      "ClusterUnreachable",
      "start",
      true,
    ],
  ])("%s has code %s", (error, code, step, retryable) => {
    const failure = explain(error, running(), "start");
    expect({ code: failure.code, step: failure.step, retryable: failure.retryable }).toEqual({ code, step, retryable });
  });

  test("a stop by the caller is no failure of the store", () => {
    const stop = new AbortController();
    stop.abort();
    const limit = new TimeLimit(stop.signal, 60);
    limit.clear();
    expect(explain(new EngineError("Cancelled", "x"), limit, "seed").code).toBe("Cancelled");
  });

  test("what nobody foresaw is not dressed up", () => {
    expect(() => explain(new TypeError("x is not a function"), running(), "seed")).toThrow(TypeError);
  });

  test("a long message is cut", () => {
    expect(explain(new EngineError("ProviderFailed", "x".repeat(9000)), running(), "seed").message.length).toBeLessThan(2100);
  });

  test("a changed fact leaves the others", () => {
    const failure = new OperationFailed({ code: "TimedOut", message: "late", step: "seed", log: ["a"] });
    const changed = failedAs(failure, { rolledBack: true });
    expect({ ...changed, message: changed.message }).toMatchObject({
      code: "TimedOut",
      message: "late",
      step: "seed",
      log: ["a"],
      rolledBack: true,
    });
  });
});
