import { describe, expect, test } from "@jest/globals";
import type { AppliedObject } from "../../engine/state-objects.ts";
import { classify, healsItself } from "./classify.ts";
import { type AppliedStore, driftOf } from "./detect.ts";
import { healRelease } from "./heal.ts";
import type { LiveObject, ObjectAccess } from "./live-objects.ts";

const container = { name: "server", image: "medusa:1" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "server", namespace: "store-rose", labels: { app: "rose" } },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
} as AppliedObject;
const live = (change: object = {}, managedFields: object[] = []) =>
  ({ ...deployment, ...change, metadata: { ...deployment.metadata, resourceVersion: "7", managedFields } }) as unknown as LiveObject;
const byMallory = (fieldsV1: object) => [{ manager: "mallory", time: "2026-01-01T00:00:00Z", fieldsV1 }];

describe("the class of a change", () => {
  test.each([
    ["Deployment", "metadata.labels.team", "cosmetic"],
    ["Namespace", "metadata.labels.pod-security.kubernetes.io/enforce", "security"],
    ["Namespace", "metadata.labels.team", "cosmetic"],
    ["NetworkPolicy", "", "security"],
    ["ResourceQuota", "spec.hard.pods", "security"],
    ["Deployment", "spec.template.spec.containers[name=server].image", "security"],
    ["Deployment", "spec.template.spec.containers[name=miner]", "security"],
    ["Deployment", "spec.template.spec.hostNetwork", "security"],
    ["Deployment", "spec.replicas", "behaviour"],
    ["StatefulSet", "spec.replicas", "data-risk"],
    ["PersistentVolumeClaim", "", "data-risk"],
    ["Secret", "", "data-risk"],
  ])("%s %s is %s", (kind, path, expected) => expect(classify({ kind, path })).toBe(expected));

  test("only what is neither cosmetic nor a risk to data heals by itself", () => {
    expect((["cosmetic", "security", "behaviour", "data-risk"] as const).filter(healsItself)).toEqual(["security", "behaviour"]);
  });
});

describe("drift of one object", () => {
  test("none when it is as it was applied", () => expect(driftOf(deployment, live())).toEqual([]));

  test("names the field, both values and the author", () => {
    const changed = live({ spec: { ...(deployment.spec as object), replicas: 0 } }, byMallory({ "f:spec": { "f:replicas": {} } }));
    expect(driftOf(deployment, changed)).toEqual([
      {
        kind: "Deployment",
        name: "server",
        path: "spec.replicas",
        class: "behaviour",
        wanted: "1",
        found: "0",
        by: "mallory",
        at: "2026-01-01T00:00:00.000Z",
      },
    ]);
  });

  test("finds a field that was never applied by its owner alone", () => {
    const fields = { "f:spec": { "f:template": { "f:spec": { "f:hostNetwork": {} } } } };
    expect(driftOf(deployment, live({}, byMallory(fields)))).toMatchObject([
      { path: "spec.template.spec.hostNetwork", class: "security", by: "mallory" },
    ]);
  });

  test("an object that is gone is missing as a whole", () => {
    expect(driftOf(deployment, undefined)).toEqual([
      { kind: "Deployment", name: "server", path: "", class: "behaviour", wanted: "present" },
    ]);
  });

  test("a finished Job that went by itself is no drift", () => expect(driftOf({ ...deployment, kind: "Job" }, undefined)).toEqual([]));
});

describe("putting a release back", () => {
  function access(found: LiveObject | undefined, extra: LiveObject[] = []) {
    const written: unknown[] = [];
    const objects: ObjectAccess = {
      read: async () => found,
      list: async (_, kind) => extra.filter((object) => object.kind === kind),
      create: async (object) => void written.push(["create", object.metadata.name]),
      replace: async (object) => void written.push(["replace", object.spec, object.metadata.resourceVersion]),
      remove: async (object) => void written.push(["remove", object.metadata.name]),
    };
    return { objects, written };
  }
  const applied: AppliedStore = { guardrails: [], release: [deployment] };

  test("replaces a changed object as a whole, and no other", async () => {
    const changed = access(live({ spec: { ...(deployment.spec as object), replicas: 0 } }));
    await healRelease(changed.objects, applied, "rose");
    expect(changed.written).toEqual([["replace", deployment.spec, "7"]]);
    const same = access(live());
    await healRelease(same.objects, applied, "rose");
    expect(same.written).toEqual([]);
  });

  test("makes a missing object again", async () => {
    const { objects, written } = access(undefined);
    await healRelease(objects, applied, "rose");
    expect(written).toEqual([["create", "server"]]);
  });

  test("refuses to touch what puts data at risk", async () => {
    const database = { ...deployment, kind: "StatefulSet" } as AppliedObject;
    const { objects, written } = access(live({ kind: "StatefulSet", spec: { replicas: 0 } }));
    await healRelease(objects, { guardrails: [], release: [database] }, "rose");
    expect(written).toEqual([]);
  });

  test("removes a network policy that nobody declared", async () => {
    const { objects, written } = access(live(), [{ ...live(), kind: "NetworkPolicy", metadata: { name: "open" } }]);
    await healRelease(objects, applied, "rose");
    expect(written).toEqual([["remove", "open"]]);
  });
});
