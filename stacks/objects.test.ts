import { describe, expect, test } from "@jest/globals";
import type { KubernetesObject } from "../constructs/store.ts";
import { createObject, createObjects, resourceName } from "./objects.ts";
import { record } from "./testing/record.ts";

const object = (apiVersion: string, kind: string, name: string, namespace?: string): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, labels: {}, ...(namespace === undefined ? {} : { namespace }) },
  ...(kind === "Deployment" ? { spec: {} } : {}),
});

const run = (make: () => void) =>
  record(
    () => {
      make();
      return {};
    },
    { stack: "local", config: {}, secretKeys: [] },
  );

describe("createObject", () => {
  test.each([
    ["v1", "ConfigMap", "kubernetes:core/v1:ConfigMap"],
    ["apps/v1", "Deployment", "kubernetes:apps/v1:Deployment"],
    ["networking.k8s.io/v1", "NetworkPolicy", "kubernetes:networking.k8s.io/v1:NetworkPolicy"],
    ["traefik.io/v1alpha1", "IngressRoute", "kubernetes:traefik.io/v1alpha1:IngressRoute"],
    ["gateway.networking.k8s.io/v1", "HTTPRoute", "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"],
  ])("registers %s %s as %s", async (apiVersion, kind, type) => {
    const { resources } = await run(() => createObject("aurora", object(apiVersion, kind, "web", "store-aurora"), {}));
    expect(resources.map((resource) => [resource.type, resource.name])).toEqual([[type, `aurora-${kind.toLowerCase()}-web`]]);
  });

  test("refuses when a built-in kind is missing in the table", () => {
    expect(() => createObject("aurora", object("batch/v1", "CronJob", "tick"), {})).toThrow(
      "batch/v1/CronJob tick has no class; add it to the table in stacks/objects.ts",
    );
  });

  test("keeps the object's own annotations", async () => {
    const own = { ...object("v1", "ConfigMap", "a"), metadata: { name: "a", labels: {}, annotations: { mine: "yes" } } };
    const { resources } = await run(() => createObject("aurora", own, {}));
    expect(resources[0]?.inputs.metadata).toMatchObject({ annotations: { mine: "yes", "pulumi.com/patchForce": "true" } });
  });
});

test("createObjects ties to the namespace what lives in it, and nothing else", async () => {
  const { resource } = await run(() =>
    createObjects(
      "a",
      [
        object("v1", "ConfigMap", "inside", "store-a"),
        object("v1", "Namespace", "store-a"),
        object("rbac.authorization.k8s.io/v1", "ClusterRole", "outside"),
      ],
      {},
    ),
  );
  expect(resource("a-configmap-inside")).toMatchObject({ deletedWith: "a-namespace-store-a", dependsOn: ["a-namespace-store-a"] });
  expect(resource("a-clusterrole-outside")).toMatchObject({ deletedWith: "", dependsOn: [] });
});

test("resourceName joins owner, kind and name", () => {
  expect(resourceName("aurora", object("v1", "ServiceAccount", "store-app"))).toBe("aurora-serviceaccount-store-app");
});
