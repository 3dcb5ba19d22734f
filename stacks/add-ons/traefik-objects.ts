import type { KubernetesObject } from "../../constructs/store.ts";
import type { IngressConfig } from "../config.ts";
import { restrictedContainer, restrictedPod } from "./restricted-pod.ts";
import { traefikArguments, traefikPorts } from "./traefik-options.ts";

const name = "traefik";
/** Any number but 0 does: the binary needs no user of its own. */
const userId = 65532;

/** Labels of everything that belongs to the ingress controller. */
export const traefikLabels = {
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/component": "ingress",
  "app.kubernetes.io/part-of": "storefleet",
  "app.kubernetes.io/managed-by": "pulumi",
} as const;

const podLabels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "ingress" };

/** What {@link traefikObjects} needs of the environment. */
export interface TraefikSettings extends Pick<IngressConfig, "namespace" | "hostPorts"> {
  readonly image: string;
  /**
   * Serve the solvers of certificate challenges in the controller's own namespace.
   * @default false
   */
  readonly challenges?: boolean;
}

/** The ingress controller as plain objects, its namespace first; its custom resource definitions are apart. */
export function traefikObjects(settings: TraefikSettings): KubernetesObject[] {
  const { namespace } = settings;
  const metadata = { name, namespace, labels: traefikLabels };
  const clusterMetadata = { name: `storefleet-${name}`, labels: traefikLabels };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      // A host port is all that the baseline standard forbids here, and the standards know no finer exemption.
      metadata: { name: namespace, labels: { ...traefikLabels, "pod-security.kubernetes.io/enforce": "privileged" } },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: clusterMetadata, rules },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: clusterMetadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterMetadata.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    ...(settings.challenges === true ? challengeAccess(metadata) : []),
    { apiVersion: "apps/v1", kind: "DaemonSet", metadata, spec: daemonSet(settings) },
  ];
}

/** Ingress objects of its own namespace, where the solvers of certificate challenges are. */
function challengeAccess(metadata: KubernetesObject["metadata"]): KubernetesObject[] {
  const named = { ...metadata, name: `${name}-challenges` };
  return [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: named,
      rules: [
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: watch },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: named,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: named.name },
      subjects: [{ kind: "ServiceAccount", name, namespace: metadata.namespace }],
    },
  ];
}

const watch = ["get", "list", "watch"];
const rules = [
  { apiGroups: [""], resources: ["services", "configmaps", "secrets"], verbs: watch },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: watch },
  {
    apiGroups: ["traefik.io"],
    resources: [
      "ingressroutes",
      "ingressroutetcps",
      "ingressrouteudps",
      "middlewares",
      "middlewaretcps",
      "serverstransports",
      "serverstransporttcps",
      "tlsoptions",
      "tlsstores",
      "traefikservices",
    ],
    verbs: watch,
  },
];

/** One pod on every node, because it holds the node's own ports. */
function daemonSet({ image, namespace, hostPorts, challenges }: TraefikSettings): Record<string, unknown> {
  const ping = { httpGet: { path: "/ping", port: "metrics" } };
  return {
    selector: { matchLabels: podLabels },
    // The old pod must free the host port before the new one can have it.
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
    template: {
      metadata: { labels: { ...traefikLabels } },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: true,
        priorityClassName: "system-cluster-critical",
        terminationGracePeriodSeconds: 30,
        tolerations: [{ operator: "Exists", effect: "NoSchedule" }],
        securityContext: restrictedPod(userId),
        containers: [
          {
            name,
            image,
            imagePullPolicy: "IfNotPresent",
            args: traefikArguments({ image, namespace, https: hostPorts.https, challenges: challenges ?? false }),
            ports: [
              { name: "web", containerPort: traefikPorts.web, hostPort: hostPorts.http, protocol: "TCP" },
              ...(hostPorts.https === undefined
                ? []
                : [{ name: "websecure", containerPort: traefikPorts.websecure, hostPort: hostPorts.https, protocol: "TCP" }]),
              { name: "metrics", containerPort: traefikPorts.metrics, protocol: "TCP" },
            ],
            readinessProbe: { ...ping, periodSeconds: 2, failureThreshold: 2 },
            livenessProbe: { ...ping, initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 3 },
            resources: { requests: { cpu: "30m", memory: "96Mi" }, limits: { cpu: "2", memory: "384Mi" } },
            securityContext: restrictedContainer,
            // Request bodies beyond what fits in memory are kept here while they are checked against a store's limit.
            volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
          },
        ],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "512Mi" } }],
      },
    },
  };
}
