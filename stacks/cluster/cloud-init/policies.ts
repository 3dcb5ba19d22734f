/** Namespace without the default Pod Security standard: k3s's own pods. Others say what they need in their own labels. */
const exemptNamespaces = ["kube-system"];

/**
 * Admission of the API server: every namespace that says nothing else is held to the `restricted` standard, and one
 * namespace cannot flood the datastore with events.
 *
 * @param podSecurityVersion Such as `v1.36`.
 */
export function admissionConfiguration(podSecurityVersion: string): object {
  const modes = ["enforce", "audit", "warn"].flatMap((mode) => [
    [mode, "restricted"],
    [`${mode}-version`, podSecurityVersion],
  ]);
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AdmissionConfiguration",
    plugins: [
      {
        name: "PodSecurity",
        configuration: {
          apiVersion: "pod-security.admission.config.k8s.io/v1",
          kind: "PodSecurityConfiguration",
          defaults: Object.fromEntries(modes),
          exemptions: { usernames: [], runtimeClasses: [], namespaces: exemptNamespaces },
        },
      },
      {
        name: "EventRateLimit",
        configuration: {
          apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
          kind: "Configuration",
          limits: [
            { type: "Server", qps: 500, burst: 5000 },
            { type: "Namespace", qps: 50, burst: 500, cacheSize: 2000 },
          ],
        },
      },
    ],
  };
}

/** What the API server writes down: who changed what, never a Secret's content, and not the noise of controllers. */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*"] },
    {
      level: "None",
      resources: [
        { group: "", resources: ["events"] },
        { group: "events.k8s.io", resources: ["events"] },
      ],
    },
    { level: "None", resources: [{ group: "coordination.k8s.io", resources: ["leases"] }] },
    {
      level: "Metadata",
      resources: [
        { group: "", resources: ["secrets", "serviceaccounts/token"] },
        { group: "authentication.k8s.io", resources: ["tokenreviews"] },
      ],
    },
    {
      level: "None",
      users: ["system:kube-scheduler", "system:kube-controller-manager", "system:apiserver"],
      verbs: ["get", "list", "watch"],
    },
    { level: "None", userGroups: ["system:nodes"], verbs: ["get", "list", "watch"] },
    {
      level: "RequestResponse",
      verbs: ["create", "update", "patch", "delete", "deletecollection"],
      resources: [
        { group: "rbac.authorization.k8s.io" },
        { group: "admissionregistration.k8s.io" },
        { group: "", resources: ["namespaces", "resourcequotas", "limitranges"] },
        { group: "networking.k8s.io", resources: ["networkpolicies"] },
      ],
    },
    { level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
    { level: "Metadata", resources: [{ group: "", resources: ["pods/exec", "pods/attach", "pods/portforward"] }] },
    { level: "None" },
  ],
};
