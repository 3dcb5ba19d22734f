import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { controlPlaneName, controlPlanePaths, controlPlanePort, settingsFiles } from "./control-plane-settings.ts";
import { platform } from "./platform-access.ts";
import { configurationAnnotation, pullSecrets, restrictedContainer, restrictedPod } from "./restricted-pod.ts";

const name = controlPlaneName;
const labels = addOnLabels(name);
/** The image's own user. */
const userId = 10001;
const { namespace } = platform;

/** Labels that the control plane's pods are found by. */
export const controlPlaneSelector = { "app.kubernetes.io/name": name };

/** Size of the volume with Pulumi's state: about 1 MB a store with its history. */
export const stateGiB = 5;

/** What {@link controlPlaneObjects} depends on. */
export interface ControlPlaneOptions {
  readonly image: string;
  /** Names of Secrets in the control plane's namespace. */
  readonly imagePullSecrets: readonly string[];
  readonly storageClass: string;
  /** Name of the environment, after which one mounted file is called. */
  readonly environment: string;
  /** Files of its ConfigMap. */
  readonly settings: Readonly<Record<string, string>>;
  /** Changes whenever its Secret changes. */
  readonly secretsRevision: string;
  /** 0 keeps data and addresses of one that is not used now. */
  readonly replicas: 0 | 2;
}

/** The control plane itself as plain objects: each replica is API, dashboard and worker. */
export function controlPlaneObjects(options: ControlPlaneOptions): KubernetesObject[] {
  const metadata = { name, namespace, labels };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: options.settings },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { ...metadata, name: `${name}-state` },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: options.storageClass,
        resources: { requests: { storage: `${stateGiB}Gi` } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: controlPlaneSelector, ports: [{ name: "http", port: controlPlanePort, targetPort: "http", protocol: "TCP" }] },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      spec: { minAvailable: 1, selector: { matchLabels: controlPlaneSelector } },
    },
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: deployment(options) },
  ];
}

function deployment(options: ControlPlaneOptions): Record<string, unknown> {
  const { image, imagePullSecrets, settings, secretsRevision, replicas } = options;
  const health = { path: "/healthz", port: "http" };
  return {
    replicas,
    selector: { matchLabels: controlPlaneSelector },
    // One of the two goes on, and no third needs room.
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    template: {
      metadata: {
        labels,
        annotations: {
          ...configurationAnnotation(settings),
          "storefleet.dev/secrets-revision": secretsRevision,
        },
      },
      spec: {
        serviceAccountName: platform.account,
        // The token is mounted below, alone and short-lived.
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...pullSecrets(imagePullSecrets),
        // Operations are put back in line and the engine saves its state first.
        terminationGracePeriodSeconds: 75,
        // All replicas share one volume, which one machine can mount: they go where the first one is.
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { labelSelector: { matchLabels: controlPlaneSelector }, topologyKey: "kubernetes.io/hostname" },
            ],
          },
        },
        securityContext: { ...restrictedPod(userId), fsGroup: userId, fsGroupChangePolicy: "OnRootMismatch" },
        containers: [
          {
            name,
            image,
            imagePullPolicy: "IfNotPresent",
            ports: [{ name: "http", containerPort: controlPlanePort, protocol: "TCP" }],
            startupProbe: { httpGet: health, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 150 },
            readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 5, timeoutSeconds: 3 },
            livenessProbe: { httpGet: health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
            // Two engines at work, of 480 MB each, beside the process itself.
            resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "2Gi" } },
            securityContext: restrictedContainer,
            volumeMounts: volumeMounts(options.environment),
          },
        ],
        volumes: volumes(),
      },
    },
  };
}

function volumeMounts(environment: string) {
  const { state, settings, secrets, account, application } = controlPlanePaths;
  return [
    { name: "state", mountPath: state },
    { name: "settings", mountPath: settings, readOnly: true },
    // Where the engine looks for the configuration of an environment.
    { name: "settings", mountPath: `${application}/Pulumi.${environment}.yaml`, subPath: settingsFiles.environment, readOnly: true },
    { name: "secrets", mountPath: secrets, readOnly: true },
    { name: "account", mountPath: account, readOnly: true },
    { name: "tmp", mountPath: "/tmp" },
  ];
}

function volumes() {
  return [
    { name: "state", persistentVolumeClaim: { claimName: `${name}-state` } },
    { name: "settings", configMap: { name } },
    { name: "secrets", secret: { secretName: name, defaultMode: 0o440 } },
    {
      name: "account",
      projected: {
        defaultMode: 0o440,
        sources: [
          { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
          { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        ],
      },
    },
    { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
  ];
}
