import { deployer } from "./paths.ts";

/**
 * Account by which `pulumi up` of the environment administers the cluster. A token instead of k3s's admin certificate: it
 * does not expire within a year, shows by name in the audit log, and is revoked by deleting one Secret.
 */
export function deployerObjects(): object[] {
  const { namespace, account, secret } = deployer;
  const labels = { "app.kubernetes.io/part-of": "storefleet", "app.kubernetes.io/component": "access" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace, labels }, automountServiceAccountToken: false },
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: { name: secret, namespace, labels, annotations: { "kubernetes.io/service-account.name": account } },
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "storefleet-deployer", labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
  ];
}
