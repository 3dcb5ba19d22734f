import * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "../../constructs/store.ts";
import { createObject } from "../objects.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { restrictedContainer, restrictedPod } from "./restricted-pod.ts";
import { addOnVersions } from "./versions.ts";

const name = "metrics-server";
const namespace = "kube-system";
const port = 10250;
const labels = addOnLabels(name);
const podLabels = { "k8s-app": name };
const metadata = { name, namespace, labels };
const account = { kind: "ServiceAccount", name, namespace };
const role = (kind: string, roleName: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: roleName });

function deployment(): KubernetesObject {
  const probe = (path: string, more: object) => ({ httpGet: { path, port: "https", scheme: "HTTPS" }, periodSeconds: 10, ...more });
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: podLabels },
      template: {
        metadata: { labels: { ...labels, ...podLabels } },
        spec: {
          serviceAccountName: name,
          priorityClassName: "system-cluster-critical",
          securityContext: restrictedPod(1000),
          containers: [
            {
              name,
              image: addOnVersions.metricsServer.image,
              imagePullPolicy: "IfNotPresent",
              args: [
                "--cert-dir=/tmp",
                `--secure-port=${port}`,
                "--kubelet-preferred-address-types=InternalIP",
                "--kubelet-use-node-status-port",
                "--metric-resolution=15s",
              ],
              ports: [{ name: "https", containerPort: port, protocol: "TCP" }],
              livenessProbe: probe("/livez", { failureThreshold: 3 }),
              readinessProbe: probe("/readyz", { failureThreshold: 3, initialDelaySeconds: 20 }),
              resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
              securityContext: restrictedContainer,
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            },
          ],
          volumes: [{ name: "tmp", emptyDir: { sizeLimit: "16Mi" } }],
        },
      },
    },
  };
}

/** metrics-server as plain objects. It must be asked for: k3s and AKS bring their own. */
export function metricsServerObjects(): KubernetesObject[] {
  const cluster = (suffix: string) => ({ name: `storefleet-${name}${suffix}`, labels });
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: cluster(""),
      rules: [
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: cluster(""),
      roleRef: role("ClusterRole", `storefleet-${name}`),
      subjects: [account],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: cluster("-delegator"),
      roleRef: role("ClusterRole", "system:auth-delegator"),
      subjects: [account],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { ...metadata, name: "storefleet-metrics-server-reader" },
      roleRef: role("Role", "extension-apiserver-authentication-reader"),
      subjects: [account],
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: podLabels, ports: [{ name: "https", port: 443, targetPort: "https", protocol: "TCP" }] },
    },
    deployment(),
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io", labels },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        // It makes its own certificate at every start; the API server reaches it inside the cluster only.
        insecureSkipTLSVerify: true,
        service: { name, namespace },
      },
    },
  ];
}

/** metrics-server for a cluster that has none: what `kubectl top` and autoscaling ask. */
export class MetricsServer extends pulumi.ComponentResource {
  constructor(resource: string, options: pulumi.CustomResourceOptions) {
    super("storefleet:index:MetricsServer", resource, {});
    for (const object of metricsServerObjects()) createObject(resource, object, { ...options, parent: this });
    this.registerOutputs({});
  }
}
