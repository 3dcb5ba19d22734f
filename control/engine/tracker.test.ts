import { describe, expect, test } from "@jest/globals";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { Tracker } from "./tracker.ts";

const store = "urn:pulumi:local::storefleet::storefleet:index:Store::aurora";
const urnOf = (type: string, name: string) => `urn:pulumi:local::storefleet::storefleet:index:Store$${type}::${name}`;

type Change = Partial<Pick<StepEventMetadata, "detailedDiff">> & { old?: object; new?: object; custom?: boolean; parent?: string };

function step(op: string, type: string, name: string, { custom = true, parent = store, ...change }: Change = {}): StepEventMetadata {
  const state = (inputs: object | undefined) => ({
    type,
    urn: urnOf(type, name),
    custom,
    parent,
    id: "",
    provider: "",
    outputs: {},
    inputs: inputs ?? {},
  });
  return {
    op,
    type,
    urn: urnOf(type, name),
    provider: "",
    ...(op === "create" ? {} : { old: state(change.old) }),
    ...(op === "delete" ? {} : { new: state(change.new) }),
    ...(change.detailedDiff === undefined ? {} : { detailedDiff: change.detailedDiff }),
  } as StepEventMetadata;
}

const event = (fields: Partial<EngineEvent>): EngineEvent => ({ sequence: 0, timestamp: 0, ...fields });
const pre = (metadata: StepEventMetadata) => event({ resourcePreEvent: { metadata } });
const done = (metadata: StepEventMetadata) => event({ resOutputsEvent: { metadata } });
const failed = (metadata: StepEventMetadata) => event({ resOpFailedEvent: { metadata, status: 0, steps: 0 } });
const quota = (op: string, change?: Change) => step(op, "kubernetes:core/v1:ResourceQuota", "aurora-resourcequota-store-quota", change);

describe("Tracker", () => {
  test("tells start and end of a change, with store, kind, object and seconds", () => {
    let now = 1000;
    const tracker = new Tracker(() => now);
    const create = quota("create", { new: { metadata: { name: "store-quota" } } });
    const identity = { store: "aurora", kind: "ResourceQuota", name: "store-quota", op: "create" };
    expect(tracker.consume(pre(create))).toEqual([{ type: "started", ...identity }]);
    now += 250;
    expect(tracker.consume(done(create))).toEqual([{ type: "finished", ...identity, seconds: 0.25 }]);
    expect(tracker.changes).toEqual([{ ...identity, properties: [] }]);
    expect(tracker.summary()).toEqual({
      total: { create: 1, update: 0, replace: 0, delete: 0, same: 0 },
      stores: { aurora: { create: 1, update: 0, replace: 0, delete: 0, same: 0 } },
    });
  });

  test("only counts what stays the same", () => {
    const tracker = new Tracker();
    expect([...tracker.consume(pre(quota("same"))), ...tracker.consume(done(quota("same")))]).toEqual([]);
    expect(tracker.summary().stores).toEqual({ aurora: { create: 0, update: 0, replace: 0, delete: 0, same: 1 } });
  });

  test("counts a replacement once, and neither components nor the stack nor providers", () => {
    const tracker = new Tracker();
    for (const op of ["create-replacement", "replace", "delete-replaced"]) {
      tracker.consume(pre(quota(op)));
      tracker.consume(done(quota(op)));
    }
    for (const metadata of [
      step("create", "storefleet:index:Store", "aurora", { custom: false }),
      step("create", "pulumi:pulumi:Stack", "storefleet-local", { custom: false }),
      step("update", "pulumi:providers:kubernetes", "cluster"),
    ]) {
      expect([...tracker.consume(pre(metadata)), ...tracker.consume(done(metadata))]).toEqual([]);
    }
    expect(tracker.summary().total).toEqual({ create: 0, update: 0, replace: 1, delete: 0, same: 0 });
  });

  test("keeps add-ons apart from stores", () => {
    const tracker = new Tracker();
    const metadata = step("create", "kubernetes:core/v1:Namespace", "traefik", {
      parent: "urn:pulumi:local::storefleet::storefleet:index:Traefik::traefik",
    });
    expect(tracker.consume(pre(metadata))).toEqual([{ type: "started", kind: "Namespace", name: "traefik", op: "create" }]);
    tracker.consume(done(metadata));
    expect(tracker.summary()).toEqual({ total: { create: 1, update: 0, replace: 0, delete: 0, same: 0 }, stores: {} });
  });

  test("shows what changes inside an object", () => {
    const tracker = new Tracker();
    const update = quota("update", {
      old: { spec: { hard: { pods: "10", "limits.cpu": "1" } } },
      new: { spec: { hard: { pods: "12", "requests.cpu": "2" } } },
      detailedDiff: {
        "spec.hard.pods": { diffKind: "update", inputDiff: true },
        'spec.hard["requests.cpu"]': { diffKind: "add", inputDiff: true },
        'spec.hard["limits.cpu"]': { diffKind: "delete-replace", inputDiff: true },
      } as unknown as NonNullable<StepEventMetadata["detailedDiff"]>,
    });
    tracker.consume(pre(update));
    tracker.consume(done(update));
    expect(tracker.changes[0]?.properties).toEqual([
      { path: "spec.hard.pods", change: "update", replaces: false, old: "10", new: "12" },
      { path: 'spec.hard["limits.cpu"]', change: "delete", replaces: true, old: "1" },
      { path: 'spec.hard["requests.cpu"]', change: "add", replaces: false, new: "2" },
    ]);
  });

  test("never shows what is in a Secret", () => {
    const tracker = new Tracker();
    const metadata = step("update", "kubernetes:core/v1:Secret", "aurora-secret-store-secrets", {
      old: { stringData: { "admin-password": "old-password" } },
      new: { stringData: { "admin-password": "new-password" } },
      detailedDiff: { 'stringData["admin-password"]': { diffKind: "update", inputDiff: true } } as unknown as NonNullable<
        StepEventMetadata["detailedDiff"]
      >,
    });
    tracker.consume(pre(metadata));
    tracker.consume(done(metadata));
    expect(tracker.changes[0]?.properties).toEqual([
      { path: 'stringData["admin-password"]', change: "update", replaces: false, old: "[secret]", new: "[secret]" },
    ]);
    expect(JSON.stringify(tracker.changes)).not.toContain('-password":"');
  });

  test("reminds of releases that wait, until they end", () => {
    let now = 0;
    const tracker = new Tracker(() => now);
    const release = step("create", "kubernetes:helm.sh/v3:Release", "aurora-release");
    tracker.consume(pre(release));
    tracker.consume(pre(quota("create")));
    now = 12_000;
    expect(tracker.waiting()).toEqual([{ type: "waiting", store: "aurora", kind: "Release", name: "aurora-release", seconds: 12 }]);
    expect(tracker.consume(failed(release))).toEqual([
      { type: "failed", store: "aurora", kind: "Release", name: "aurora-release", op: "create", seconds: 12 },
    ]);
    expect(tracker.waiting()).toEqual([]);
    expect(tracker.summary().stores).toEqual({});
  });

  test("passes on what providers say, without colour codes, and drops the engine's debugging notes", () => {
    const tracker = new Tracker();
    const release = step("create", "kubernetes:helm.sh/v3:Release", "aurora-release");
    tracker.consume(pre(release));
    const say = (severity: string, message: string, more = {}) =>
      tracker.consume(
        event({
          diagnosticEvent: { severity, message, color: "never", urn: release.urn, ...more } as NonNullable<EngineEvent["diagnosticEvent"]>,
        }),
      );
    expect(say("warning", "<{%fg 3%}>slow<{%reset%}>\n")).toEqual([
      { type: "diagnostic", store: "aurora", kind: "Release", name: "aurora-release", severity: "warning", message: "slow" },
    ]);
    expect(say("debug", "RegisterResource RPC finished: …")).toEqual([]);
    expect(say("info", "Retry #1", { ephemeral: true })).toEqual([]);
    expect(tracker.diagnostics).toEqual([{ severity: "warning", message: "slow", urn: release.urn, store: "aurora" }]);
  });
});
