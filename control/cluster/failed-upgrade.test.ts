import { describe, expect, test } from "@jest/globals";
import type { V1Pod, V1Secret } from "@kubernetes/client-node";
import { gaveUp, revisionsOf } from "./failed-upgrade.ts";

const record = (version: number, status: string): V1Secret => ({ metadata: { labels: { version: String(version), status } } });
const setup = (exitCode: number, job = "setup-10"): V1Pod => ({
  metadata: { labels: { "batch.kubernetes.io/job-name": job } },
  status: {
    containerStatuses: [{ name: "setup", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated: { exitCode } } }],
  },
});

describe("revisionsOf", () => {
  test("finds the newest revision that failed and the one to go back to, by number", () => {
    expect(revisionsOf([record(9, "superseded"), record(11, "failed"), record(10, "deployed")])).toEqual({ failed: 11, before: 10 });
  });

  test("passes over revisions that never came up", () => {
    expect(revisionsOf([record(3, "failed"), record(2, "failed"), record(1, "deployed")])).toEqual({ failed: 3, before: 1 });
  });

  test.each([
    ["the newest is deployed", [record(2, "deployed"), record(1, "superseded")], { failed: undefined, before: 2 }],
    ["a first installation failed", [record(1, "failed")], { failed: 1, before: undefined }],
    ["there is no release", [], { failed: undefined, before: undefined }],
  ])("says so when %s", (_, records, expected) => {
    expect(revisionsOf(records)).toEqual(expected);
  });
});

describe("gaveUp", () => {
  test("is the exit code of a setup that restored the database", () => {
    expect(gaveUp(setup(2), "setup-10")).toBe(true);
  });

  test.each([
    ["a setup that may be tried again", setup(1)],
    ["a setup that finished", setup(0)],
    ["an earlier setup", setup(2, "setup-1")],
    ["a pod that has not ended", { metadata: { labels: { "batch.kubernetes.io/job-name": "setup-10" } } }],
  ])("is not %s", (_, pod) => {
    expect(gaveUp(pod, "setup-10")).toBe(false);
  });
});
