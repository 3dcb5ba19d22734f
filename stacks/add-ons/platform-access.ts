import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels, addOnNamespace } from "./add-on-namespace.ts";

/** Where the control plane runs and as whom it acts. */
export const platform = {
  namespace: "storefleet-platform",
  account: "orchestrator",
  tokenSecret: "orchestrator-token",
  /** What it may do everywhere. */
  clusterRole: "storefleet-orchestrator",
  /** What it may do in a store's namespace, once it has bound it there. */
  storeRole: "storefleet-store-admin",
  /** What it may see of a declared store; the environment's own stack binds it. */
  viewRole: "storefleet-store-viewer",
} as const;

/** User name of the control plane, as the API server sees it. */
export const orchestratorUser = `system:serviceaccount:${platform.namespace}:${platform.account}`;

const addOn = "storefleet-platform";
const labels = addOnLabels(addOn);
const read = ["get", "list", "watch"];
const write = ["create", "update", "patch", "delete"];
const all = [...read, ...write];
const rbacGroup = "rbac.authorization.k8s.io";

/**
 * Everywhere: namespaces and role bindings, and of all roles it may bind one. Which namespaces those may be is more than RBAC can
 * say; the admission policies say it. It reads no Secret, creates no token, and cannot give away what it has not.
 */
const everywhere = [
  { apiGroups: [""], resources: ["namespaces"], verbs: all },
  { apiGroups: [rbacGroup], resources: ["rolebindings"], verbs: all },
  { apiGroups: [rbacGroup], resources: ["clusterroles"], verbs: ["bind"], resourceNames: [platform.storeRole] },
  // What admission counts with: the requests of all pods against what the nodes offer. Those of other namespaces count as well, and no
  // smaller right shows them.
  { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
  // A store's stack looks up the class that its volumes name.
  { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list"] },
  // What stores use over time. Where no metrics API is, nothing: the kubelets' proxies would open every pod.
  { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
];

/** In a store's namespace: exactly the kinds that a store consists of. */
const inStore = [
  {
    apiGroups: [""],
    resources: ["secrets", "configmaps", "services", "serviceaccounts", "persistentvolumeclaims", "resourcequotas", "limitranges"],
    verbs: all,
  },
  { apiGroups: [""], resources: ["pods"], verbs: [...read, "delete"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: read },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: all },
  { apiGroups: ["apps"], resources: ["replicasets", "controllerrevisions"], verbs: read },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: all },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: all },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: all },
  { apiGroups: ["traefik.io"], resources: ["ingressroutes", "middlewares"], verbs: all },
  { apiGroups: [rbacGroup], resources: ["roles", "rolebindings"], verbs: all },
];

/** Of a declared store: whether it is up, and its last order proof. Not its Secrets, among which are Helm's records. */
const inDeclaredStore = [
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["list"] },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["store-proof"] },
];

/** Namespace and account of the control plane, with the least that it needs. */
export function platformAccessObjects(podSecurityVersion: string): KubernetesObject[] {
  const metadata = { name: platform.account, namespace: platform.namespace, labels };
  const subject = { kind: "ServiceAccount", name: platform.account, namespace: platform.namespace };
  return [
    addOnNamespace(platform.namespace, addOn, "restricted", podSecurityVersion),
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    { apiVersion: `${rbacGroup}/v1`, kind: "ClusterRole", metadata: { name: platform.clusterRole, labels }, rules: everywhere },
    { apiVersion: `${rbacGroup}/v1`, kind: "ClusterRole", metadata: { name: platform.storeRole, labels }, rules: inStore },
    { apiVersion: `${rbacGroup}/v1`, kind: "ClusterRole", metadata: { name: platform.viewRole, labels }, rules: inDeclaredStore },
    {
      apiVersion: `${rbacGroup}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: platform.clusterRole, labels },
      roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: platform.clusterRole },
      subjects: [subject],
    },
  ];
}

/** Secret in which the cluster puts the control plane's token. */
export function orchestratorTokenSecret(): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/service-account-token",
    metadata: {
      name: platform.tokenSecret,
      namespace: platform.namespace,
      labels,
      annotations: { "kubernetes.io/service-account.name": platform.account },
    },
  };
}

/** Binding by which the control plane may work in the namespace of a store that it has made. */
export function storeAdminBinding(namespace: string, storeLabels: Readonly<Record<string, string>>): KubernetesObject {
  return storeBinding(platform.clusterRole, platform.storeRole, namespace, storeLabels);
}

/** Binding by which the control plane sees how a declared store is. */
export function storeViewBinding(namespace: string, storeLabels: Readonly<Record<string, string>>): KubernetesObject {
  return storeBinding(platform.viewRole, platform.viewRole, namespace, storeLabels);
}

function storeBinding(name: string, role: string, namespace: string, storeLabels: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: "RoleBinding",
    metadata: { name, namespace, labels: storeLabels },
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name: platform.account, namespace: platform.namespace }],
  };
}
