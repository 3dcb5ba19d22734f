import { describe, expect, test } from "@jest/globals";
import { admissionPolicies, type PolicyOptions } from "./admission-policies.ts";
import { orchestratorUser, platformAccessObjects, storeAdminBinding, storeViewBinding } from "./platform-access.ts";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}
const roles = Object.fromEntries(
  platformAccessObjects("v1.36")
    .filter(({ kind }) => kind === "ClusterRole")
    .map(({ metadata, rules }) => [metadata.name, rules as Rule[]]),
);
const all = Object.values(roles).flat();

describe("the control plane's rights", () => {
  test("are bound once, to its own account, everywhere but in stores", () => {
    expect(orchestratorUser).toBe("system:serviceaccount:storefleet-platform:orchestrator");
    const bindings = platformAccessObjects("v1.36").filter(({ kind }) => kind === "ClusterRoleBinding");
    expect(bindings).toMatchObject([
      {
        roleRef: { kind: "ClusterRole", name: "storefleet-orchestrator" },
        subjects: [{ kind: "ServiceAccount", name: "orchestrator", namespace: "storefleet-platform" }],
      },
    ]);
  });

  test("everywhere are namespaces, role bindings, one role to bind, and to see what is there and what it uses", () => {
    expect(roles["storefleet-orchestrator"]).toEqual([
      { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "list", "watch", "create", "update", "patch", "delete"] },
      {
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["rolebindings"],
        verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      },
      { apiGroups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["bind"], resourceNames: ["storefleet-store-admin"] },
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
      { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list"] },
      { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
    ]);
  });

  test.each([
    ["escalate", ({ verbs }: Rule) => verbs.includes("escalate")],
    ["impersonate", ({ verbs }: Rule) => verbs.includes("impersonate")],
    ["any verb", ({ verbs }: Rule) => verbs.includes("*")],
    ["any resource", ({ resources }: Rule) => resources.includes("*")],
    ["exec", ({ resources }: Rule) => resources.some((resource) => /pods\/(exec|attach|portforward)/.test(resource))],
    ["tokens", ({ resources }: Rule) => resources.includes("serviceaccounts/token")],
    ["nodes' proxies", ({ resources }: Rule) => resources.includes("nodes/proxy")],
    ["persistent volumes", ({ resources }: Rule) => resources.includes("persistentvolumes")],
    ["webhooks and policies", ({ apiGroups }: Rule) => apiGroups.includes("admissionregistration.k8s.io")],
    ["unlimited binding", ({ verbs, resourceNames }: Rule) => verbs.includes("bind") && resourceNames === undefined],
  ])("never include %s", (_, has) => {
    expect(all.filter(has)).toEqual([]);
  });

  test("in a declared store are to see whether it is up and what it last sold, never a Secret", () => {
    expect(roles["storefleet-store-viewer"]).toEqual([
      { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["list"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["store-proof"] },
    ]);
    expect(storeViewBinding("store-lilies", { a: "b" })).toEqual({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "storefleet-store-viewer", namespace: "store-lilies", labels: { a: "b" } },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "storefleet-store-viewer" },
      subjects: [{ kind: "ServiceAccount", name: "orchestrator", namespace: "storefleet-platform" }],
    });
  });

  test("in a store come by a binding of that namespace", () => {
    expect(storeAdminBinding("store-roses", { a: "b" })).toEqual({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "storefleet-orchestrator", namespace: "store-roses", labels: { a: "b" } },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "storefleet-store-admin" },
      subjects: [{ kind: "ServiceAccount", name: "orchestrator", namespace: "storefleet-platform" }],
    });
  });
});

describe("admission policies", () => {
  const options: PolicyOptions = {
    baseDomain: "shops.acme.com",
    podSecurityVersion: "v1.36",
    images: ["ghcr.io/acme/storefleet/medusa:1", "ghcr.io/acme/storefleet/postgres:17", "docker.io/library/mariadb:11@sha256:0"],
    trustedUsers: ["ops@acme.com"],
  };
  const objects = admissionPolicies(options);

  test("fail closed, deny and leave a trace", () => {
    const names = ["namespaces", "bindings", "guardrails", "hosts", "kinds", "images"].map((name) => `storefleet-${name}`);
    const policies = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
    const bindings = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicyBinding");
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(names);
    expect(bindings.map(({ metadata }) => metadata.name)).toEqual(names);
    for (const { spec } of policies) expect(spec).toMatchObject({ failurePolicy: "Fail" });
    for (const { spec } of bindings) expect(spec).toMatchObject({ validationActions: ["Deny", "Audit"] });
  });

  test("name the repositories of the images, once each", () => {
    const text = JSON.stringify(objects.find(({ metadata }) => metadata.name === "storefleet-images"));
    expect(text).toContain("['docker.io/library/', 'ghcr.io/acme/storefleet/']");
  });

  test("without images there is no policy about them", () => {
    expect(admissionPolicies({ ...options, images: [] }).some(({ metadata }) => metadata.name === "storefleet-images")).toBe(false);
  });

  test("refuse what would end a string of the expression", () => {
    expect(() => admissionPolicies({ ...options, baseDomain: "a' || true || 'b" })).toThrow("cannot be part of an admission policy");
  });
});
