import { expect, test } from "@jest/globals";
import { EngineError } from "../control/engine/errors.ts";
import { OrderProofFailed } from "../control/verify/order-proof.ts";
import { BinaryError } from "../local/binaries/errors.ts";
import { ClusterError } from "../local/cluster/provider.ts";
import { StoreProblems } from "../stores/problems.ts";
import { Interrupted } from "./abort.ts";
import { Refused } from "./environment.ts";
import { exitCodeOf, failureReport, failureText } from "./failure.ts";

const problem = { store: "demo", field: "engine", message: "must name an engine" };

test.each<[string, Error, number]>([
  ["a refused fleet", new StoreProblems([problem]), 2],
  ["a refused command line", new Refused("no store x"), 2],
  ["an unknown environment", new EngineError("ConfigMissing", "no Pulumi.x.yaml"), 2],
  ["a store that does not sell", new OrderProofFailed("demo", "pay", "400"), 3],
  ["a store that does not come up", new EngineError("ReleaseFailed", "timed out"), 3],
  ["a binary that cannot be had", new BinaryError("no-route", "offline"), 4],
  ["a taken port", new ClusterError("port-taken", "port 80"), 4],
  ["another engine at work", new EngineError("ConcurrentUpdate", "locked"), 5],
  ["Ctrl-C", new Interrupted(), 130],
  ["Ctrl-C inside the engine", new EngineError("Cancelled", "cancelled"), 130],
  ["Ctrl-C below another error", new Error("step failed", { cause: new Interrupted() }), 130],
  ["anything else", new Error("boom"), 1],
])("%s ends with its documented exit code", (_case, error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test("machines get the code and every problem", () => {
  const error = new StoreProblems([problem]);
  expect(failureReport(error)).toEqual({ error: { code: "StoreProblems", message: error.message, problems: [problem] } });
  expect(failureReport(new EngineError("StackMissing", "no stack"))).toEqual({ error: { code: "StackMissing", message: "no stack" } });
});

test("a person sees a stack trace only for what nobody expected", () => {
  expect(failureText(new ClusterError("port-taken", "port 80 is taken"))).toBe("port 80 is taken");
  expect(failureText(new Error("boom"))).toMatch(/^Error: boom\n\s+at /);
});
