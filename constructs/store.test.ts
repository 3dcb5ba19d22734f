import { describe, expect, test } from "@jest/globals";
import { engines } from "../stores/schema.ts";
import { sampleStore } from "./testing/sample.ts";

const find = (store: ReturnType<typeof sampleStore>, kind: string, name: string) => {
  const found = store.toObjects().find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
};

test("a Medusa store has exactly these guardrails, the namespace first", () => {
  expect(
    sampleStore()
      .toObjects()
      .map((object) => `${object.kind} ${object.metadata.name}`),
  ).toEqual([
    "Namespace store-aurora",
    "ResourceQuota store-quota",
    "LimitRange store-limits",
    "NetworkPolicy default-deny",
    "NetworkPolicy storefront",
    "NetworkPolicy server",
    "NetworkPolicy worker",
    "NetworkPolicy database",
    "NetworkPolicy cache",
    "NetworkPolicy setup",
    "ServiceAccount store-app",
    "ServiceAccount store-jobs",
    "ServiceAccount store-data",
    "Role store-owner",
    "RoleBinding store-owner",
  ]);
});

test("a whole store stays as it is", () => {
  expect(sampleStore({ owner: "team-a" }).toObjects()).toMatchSnapshot();
});

test.each(engines)("every object of a %s store is in its namespace and labelled", (engine) => {
  const store = sampleStore({ engine, name: "bramble", owner: "team-a" });
  for (const { kind, metadata } of store.toObjects()) {
    expect(metadata.namespace).toBe(kind === "Namespace" ? undefined : "store-bramble");
    expect(metadata.labels).toMatchObject({
      "app.kubernetes.io/instance": "bramble",
      "storefleet.dev/store": "bramble",
      "storefleet.dev/engine": engine,
      "storefleet.dev/owner": "team-a",
      "storefleet.dev/managed-by": "declared",
    });
  }
});

test("the same input gives the same objects", () => {
  expect(JSON.stringify(sampleStore().toObjects())).toBe(JSON.stringify(sampleStore().toObjects()));
});

test("a store tells its names, addresses, values and secret keys", () => {
  const store = sampleStore({ engine: "woocommerce", name: "bramble" }, { port: 8080 });
  expect(store.namespaceName).toBe("store-bramble");
  expect(store.releaseName).toBe("bramble");
  expect(store.url).toBe("http://bramble.localhost:8080");
  expect(store.adminUrl).toBe("http://bramble.localhost:8080/wp-admin/");
  expect(store.values.url).toBe("http://bramble.localhost:8080");
  expect(store.secretKeys["api-consumer-key"]).toBe("wooConsumerKey");
});

test("a store whose environment lacks an image is refused before anything is made", () => {
  expect(() => sampleStore({}, { images: {} })).toThrow("images.medusa is missing");
});

describe("the namespace", () => {
  test("holds pods to the restricted standard in every mode, of a fixed version, and has no namespace itself", () => {
    expect(find(sampleStore({}, { podSecurityVersion: "v1.35" }), "Namespace", "store-aurora").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.35",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/audit-version": "v1.35",
      "pod-security.kubernetes.io/warn": "restricted",
      "pod-security.kubernetes.io/warn-version": "v1.35",
    });
  });
});

describe("the budget", () => {
  test("quantities are strings, as the API server returns them", () => {
    const hard = (find(sampleStore(), "ResourceQuota", "store-quota").spec as { hard: Record<string, unknown> }).hard;
    for (const quantity of Object.values(hard)) expect(typeof quantity).toBe("string");
    expect(hard["requests.storage"]).toBe("3Gi");
  });

  test("bounds each container and volume by the plan", () => {
    expect(find(sampleStore({ plan: "pro" }), "LimitRange", "store-limits").spec).toEqual({
      limits: [
        {
          type: "Container",
          default: { cpu: "250m", memory: "128Mi" },
          defaultRequest: { cpu: "10m", memory: "32Mi" },
          max: { cpu: "4", memory: "4Gi" },
        },
        { type: "PersistentVolumeClaim", max: { storage: "500Gi" } },
      ],
    });
  });
});

describe("access", () => {
  test("accounts mount no token", () => {
    const accounts = sampleStore()
      .toObjects()
      .filter(({ kind }) => kind === "ServiceAccount");
    expect(accounts.map(({ automountServiceAccountToken }) => automountServiceAccountToken)).toEqual([false, false, false]);
  });

  test("the owner's group may look, and nothing else", () => {
    const store = sampleStore({ owner: "team-a" });
    expect(find(store, "Role", "store-owner").rules).toEqual([
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] },
      { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
    ]);
    expect(find(store, "RoleBinding", "store-owner")).toMatchObject({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "store-owner" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "storefleet:team-a" }],
    });
  });
});
