import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { orchestratorUser, platform, storeAdminBinding } from "../../stacks/add-ons/platform-access.ts";
import type { ApiServer } from "./api-server.ts";
import { startGuardedApi, storeObjects } from "./guarded-api.ts";

let api: ApiServer;
beforeAll(async () => {
  api = await startGuardedApi();
}, 120_000);
afterAll(() => api?.stop());

const namespaceOf = (name: string) =>
  storeObjects(name, "control-plane").find(({ kind }) => kind === "Namespace") as {
    metadata: { name: string; labels: Record<string, string> };
  };

describe("the control plane", () => {
  test("makes a whole store: namespace, its own role there, guardrails and workloads", () => {
    const [namespace, ...guardrails] = storeObjects("aster", "control-plane");
    expect(api.apply([namespace as object], orchestratorUser)).toMatchObject({ status: 0 });
    expect(api.apply([storeAdminBinding("store-aster", {})], orchestratorUser)).toMatchObject({ status: 0 });
    expect(api.apply(guardrails, orchestratorUser)).toMatchObject({ status: 0, stderr: "" });
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "store-secrets", namespace: "store-aster" },
      stringData: { a: "b" },
    };
    expect(api.apply([secret], orchestratorUser)).toMatchObject({ status: 0 });
  });

  test("removes it again, with everything in it", () => {
    expect(api.apply([namespaceOf("brief")], orchestratorUser)).toMatchObject({ status: 0 });
    expect(api.kubectl(["delete", "namespace", "store-brief", "--wait=false"], { as: orchestratorUser })).toMatchObject({ status: 0 });
  });

  const refused = (objects: readonly object[], reason: string) => {
    const { status, stderr } = api.apply(objects, orchestratorUser);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(reason) });
  };

  test.each([
    ["a namespace has another prefix", { metadata: { name: "kube-store" } }, "the control plane may only touch namespaces store-<name>"],
    [
      "a namespace lacks its store's label",
      { metadata: { labels: { "storefleet.dev/store": "other" } } },
      "must carry the labels of its store",
    ],
    [
      "a namespace passes for a declared store",
      { metadata: { labels: { "storefleet.dev/managed-by": "declared" } } },
      "must carry the labels of its store",
    ],
    [
      "a namespace allows privileged pods",
      { metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } } },
      "must hold its pods to the restricted standard",
    ],
    [
      "a namespace follows a moving standard",
      { metadata: { labels: { "pod-security.kubernetes.io/enforce-version": "latest" } } },
      "must hold its pods to the restricted standard",
    ],
  ])("is refused when %s", (_, change, reason) => {
    const original = namespaceOf("dahlia");
    const metadata = {
      ...original.metadata,
      ...change.metadata,
      labels: { ...original.metadata.labels, ...("labels" in change.metadata ? change.metadata.labels : {}) },
    };
    refused([{ ...original, metadata }], reason);
  });

  test("is refused when it relaxes the standard of a namespace that is there", () => {
    const label = "pod-security.kubernetes.io/enforce=privileged";
    const { status, stderr } = api.kubectl(["label", "namespace", "store-borealis", label, "--overwrite"], { as: orchestratorUser });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("must hold its pods to the restricted standard") });
  });

  test.each([["declared", "may only touch stores that it made itself"]])(
    "is refused when it deletes or labels a %s store",
    (name, reason) => {
      const removed = api.kubectl(["delete", "namespace", `store-${name}`, "--wait=false"], { as: orchestratorUser });
      expect(removed.stderr).toContain(reason);
      const adopted = api.kubectl(["label", "namespace", `store-${name}`, "storefleet.dev/managed-by=control-plane", "--overwrite"], {
        as: orchestratorUser,
      });
      expect(adopted.stderr).toContain(reason);
    },
  );

  test.each([
    ["the namespace of the system", "kube-system"],
    ["a declared store's namespace", "store-declared"],
    ["its own namespace", platform.namespace],
  ])("is refused when it binds its role in %s", (_, namespace) => {
    refused([storeAdminBinding(namespace, {})], "may only bind roles in the namespaces of its stores");
  });

  test("is refused when it gives its role to somebody else", () => {
    const binding = {
      ...storeAdminBinding("store-borealis", {}),
      subjects: [{ kind: "User", name: "mallory", apiGroup: "rbac.authorization.k8s.io" }],
    };
    refused([{ ...binding, metadata: { ...binding.metadata, name: "given-away" } }], "may give its role to nobody else");
  });

  test("is refused when it binds any other role: RBAC lets it bind one", () => {
    const binding = storeAdminBinding("store-borealis", {});
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    refused(
      [{ ...binding, metadata: { ...binding.metadata, name: "escalated" }, roleRef }],
      "attempting to grant RBAC permissions not currently held",
    );
  });

  test.each([
    ["read Secrets of the system", ["get", "secrets", "--namespace=kube-system"]],
    ["read Secrets of declared stores", ["get", "secrets", "--namespace=store-declared"]],
    ["read every Secret", ["list", "secrets", "--all-namespaces"]],
    ["make tokens", ["create", "serviceaccounts", "--subresource=token", "--namespace=store-borealis"]],
    ["run commands in pods", ["create", "pods", "--subresource=exec", "--namespace=store-borealis"]],
    ["make persistent volumes", ["create", "persistentvolumes"]],
    ["change admission policies", ["update", "validatingadmissionpolicies.admissionregistration.k8s.io"]],
    ["add webhooks", ["create", "mutatingwebhookconfigurations.admissionregistration.k8s.io"]],
    ["escalate roles", ["escalate", "clusterroles.rbac.authorization.k8s.io"]],
    ["make cluster roles", ["create", "clusterroles.rbac.authorization.k8s.io"]],
    ["impersonate", ["impersonate", "users"]],
    ["reach kubelets through the API", ["get", "nodes", "--subresource=proxy"]],
  ])("may not %s", (_, question) => {
    expect(api.kubectl(["auth", "can-i", ...question], { as: orchestratorUser }).stdout.trim()).toBe("no");
  });
});
