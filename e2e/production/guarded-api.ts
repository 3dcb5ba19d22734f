import { App } from "cdk8s";
import { type KubernetesObject, Store } from "../../constructs/store.ts";
import { admissionPolicies } from "../../stacks/add-ons/admission-policies.ts";
import { orchestratorUser, platformAccessObjects, storeAdminBinding } from "../../stacks/add-ons/platform-access.ts";
import { traefikDefinitions } from "../../stacks/add-ons/traefik-crds.ts";
import { productionImages } from "../../stacks/testing/production.ts";
import { loadStores } from "../../stores/load.ts";
import { ApiServer } from "./api-server.ts";

/** Account that runs `pulumi up` of the environment. */
export const deployer = "system:serviceaccount:storefleet-access:deployer";
/** An administrator of another name: RBAC lets it do anything. */
export const stranger = "somebody@acme.com";

/** A store as the program makes it. */
export function storeObjects(name: string, managedBy: "declared" | "control-plane"): readonly KubernetesObject[] {
  const [spec] = loadStores([{ name, engine: "medusa", adminEmail: "a@shop.example" }]);
  if (spec === undefined) throw new Error("no store");
  const environment = {
    baseDomain: "shops.acme.com",
    scheme: "https",
    ingressNamespace: "traefik",
    storageClass: "storefleet-volumes",
    images: productionImages,
    managedBy,
    podSecurityVersion: "v1.36",
    secretsRevision: "0123456789ab",
  } as const;
  return new Store(new App(), name, { spec, environment }).toObjects();
}

/**
 * A real API server with the policies and accounts of production, a declared store `declared`, and a store `borealis` that the
 * control plane made.
 */
export async function startGuardedApi(): Promise<ApiServer> {
  const api = await ApiServer.start();
  const must = (objects: readonly object[], as?: string) => {
    const { status, stderr } = api.apply(objects, as);
    if (status !== 0) throw new Error(stderr);
  };
  must(traefikDefinitions({}));
  must(platformAccessObjects("v1.36"));
  must(
    admissionPolicies({
      baseDomain: "shops.acme.com",
      podSecurityVersion: "v1.36",
      images: Object.values(productionImages),
      trustedUsers: [deployer],
    }),
  );
  api.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"]);
  const admin = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "deployer" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [
      { kind: "ServiceAccount", name: "deployer", namespace: "storefleet-access" },
      { kind: "User", name: stranger },
    ],
  };
  must([admin]);
  must(storeObjects("declared", "declared"), deployer);
  // A policy is in force some moments after it is accepted.
  for (let attempt = 0; attempt < 100; attempt++) {
    const probe = { apiVersion: "v1", kind: "Namespace", metadata: { name: `probe-${attempt}` } };
    if (api.create([probe], orchestratorUser).stderr.includes("storefleet-namespaces")) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const [namespace, ...guardrails] = storeObjects("borealis", "control-plane");
  must([namespace as object], orchestratorUser);
  must([storeAdminBinding("store-borealis", {})], orchestratorUser);
  must(guardrails, orchestratorUser);
  return api;
}
