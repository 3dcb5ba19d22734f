import { describe, expect, test } from "@jest/globals";
import type { V1ContainerState, V1Pod } from "@kubernetes/client-node";
import { troubled } from "./diagnose.ts";

const pod = (state: V1ContainerState, { ready = false, phase = "Running" } = {}): V1Pod => ({
  status: { phase, containerStatuses: [{ name: "seed", image: "", imageID: "", ready, restartCount: 0, state }] },
});
const seen = (found: V1Pod) => troubled(found).map(({ container, what, mayCome }) => [container.name, what, mayCome]);

describe("what keeps a pod from being ready", () => {
  test.each<[string, V1ContainerState, string]>([
    ["a failed setup", { terminated: { exitCode: 1, reason: "Error" } }, "exited with code 1 (Error)"],
    ["memory that was not enough", { terminated: { exitCode: 137, reason: "OOMKilled" } }, "exited with code 137 (OOMKilled)"],
    ["an image that cannot be had", { waiting: { reason: "ErrImagePull", message: "not found" } }, "ErrImagePull: not found"],
    ["a crash again and again", { waiting: { reason: "CrashLoopBackOff" } }, "CrashLoopBackOff"],
  ])("%s is wrong", (_, state, what) => {
    expect(seen(pod(state))).toEqual([["seed", what, false]]);
  });

  test("running without being ready may come right by itself", () => {
    expect(seen(pod({ running: {} }))).toEqual([["seed", "is running but not ready", true]]);
  });

  test.each<[string, V1Pod]>([
    ["ready", pod({ running: {} }, { ready: true })],
    ["finished", pod({ terminated: { exitCode: 0 } }, { phase: "Succeeded" })],
    ["being made", pod({ waiting: { reason: "ContainerCreating" } }, { phase: "Pending" })],
    ["waiting for its first container", pod({ waiting: { reason: "PodInitializing" } }, { phase: "Pending" })],
  ])("%s is nothing to tell", (_, found) => {
    expect(seen(found)).toEqual([]);
  });
});
