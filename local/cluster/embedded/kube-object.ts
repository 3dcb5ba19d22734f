/** A Kubernetes object as it is sent to the API server. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** One rule of a Role or ClusterRole. */
export const rule = (apiGroups: string, resources: readonly string[], verbs: readonly string[]) => ({
  apiGroups: [apiGroups],
  resources,
  verbs,
});

const rbac = "rbac.authorization.k8s.io";

/** A ClusterRole of the given rules. */
export const clusterRole = (name: string, rules: readonly unknown[]): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: "ClusterRole",
  metadata: { name },
  rules,
});

/** Gives a ClusterRole to a user or a service account. */
export const clusterRoleBinding = (name: string, role: string, subject: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: "ClusterRoleBinding",
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
  subjects: [subject],
});
