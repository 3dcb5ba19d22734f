import { stringify } from "yaml";
import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels, addOnNamespace } from "./add-on-namespace.ts";
import { storesDashboard } from "./monitoring-dashboard.ts";
import { scrapeConfiguration } from "./monitoring-scrape.ts";
import { configurationAnnotation, restrictedContainer, restrictedPod } from "./restricted-pod.ts";
import { addOnVersions } from "./versions.ts";

const name = "victoria-metrics";
const port = 8428;
const userId = 65532;
const labels = addOnLabels(name);
const selector = { "app.kubernetes.io/name": name };

/** What {@link monitoringObjects} depends on. */
export interface MonitoringOptions {
  readonly namespace: string;
  readonly storageClass: string;
  /** Such as `v1.36`. */
  readonly podSecurityVersion: string;
}

/** Size of the volume with a month of metrics. */
export const monitoringGiB = 20;

const files = {
  "scrape.yaml": stringify(scrapeConfiguration, { lineWidth: 0 }),
  "stores.json": JSON.stringify(storesDashboard, undefined, 2),
};

/** VictoriaMetrics as plain objects, its namespace first. */
export function monitoringObjects({ namespace, storageClass, podSecurityVersion }: MonitoringOptions): KubernetesObject[] {
  const metadata = { name, namespace, labels };
  const clusterMetadata = { name: `storefleet-${name}`, labels };
  return [
    addOnNamespace(namespace, name, "restricted", podSecurityVersion),
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: clusterMetadata,
      rules: [
        { apiGroups: [""], resources: ["nodes", "pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: clusterMetadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterMetadata.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: files },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: storageClass, resources: { requests: { storage: `${monitoringGiB}Gi` } } },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector, ports: [{ name: "http", port, targetPort: "http", protocol: "TCP" }] },
    },
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: deployment() },
    networkPolicy(namespace),
  ];
}

function deployment(): Record<string, unknown> {
  const probe = { httpGet: { path: "/health", port: "http" }, periodSeconds: 10 };
  return {
    replicas: 1,
    selector: { matchLabels: selector },
    // The volume can be mounted once.
    strategy: { type: "Recreate" },
    template: {
      metadata: {
        labels,
        // Another configuration starts another pod.
        annotations: configurationAnnotation(files),
      },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: true,
        securityContext: { ...restrictedPod(userId), fsGroup: userId },
        containers: [
          {
            name,
            image: addOnVersions.victoriaMetrics.image,
            imagePullPolicy: "IfNotPresent",
            args: [
              `-httpListenAddr=:${port}`,
              "-storageDataPath=/data",
              "-retentionPeriod=30d",
              "-memory.allowedPercent=60",
              "-promscrape.config=/configuration/scrape.yaml",
              "-vmui.customDashboardsPath=/dashboards",
              "-loggerFormat=json",
            ],
            ports: [{ name: "http", containerPort: port, protocol: "TCP" }],
            readinessProbe: probe,
            livenessProbe: { ...probe, initialDelaySeconds: 30 },
            resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "512Mi" } },
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: "data", mountPath: "/data" },
              { name: "configuration", mountPath: "/configuration" },
              { name: "dashboards", mountPath: "/dashboards" },
            ],
          },
        ],
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: name } },
          { name: "configuration", configMap: { name, items: [{ key: "scrape.yaml", path: "scrape.yaml" }] } },
          { name: "dashboards", configMap: { name, items: [{ key: "stores.json", path: "stores.json" }] } },
        ],
      },
    },
  };
}

/** Nobody reaches the metrics but the platform and a person's port-forward; it reaches the cluster and never Azure's metadata. */
function networkPolicy(namespace: string): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "app.kubernetes.io/name": "storefleet-platform" } } }],
          ports: [{ port, protocol: "TCP" }],
        },
      ],
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16", "168.63.129.16/32"] } }] }],
    },
  };
}
