import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { controlPlaneDatabase, controlPlaneName, secretFiles } from "./control-plane-settings.ts";
import { platform } from "./platform-access.ts";
import { configurationAnnotation, pullSecrets, restrictedContainer, restrictedPod } from "./restricted-pod.ts";

const { host: name, port, role } = controlPlaneDatabase;
const labels = addOnLabels(name);
const { namespace } = platform;
/** The image's own user. */
const userId = 999;

/** Labels that the database's pod is found by. */
export const databaseSelector = { "app.kubernetes.io/name": name };

/** Size of the database's volume. */
export const databaseGiB = 5;

const chartFolder = join(import.meta.dirname, "../../charts/universal-store/files/medusa/database");
/** A server like that of a store, with another role and database. */
const files = Object.fromEntries(
  ["start.sh", "postgresql.conf", "pg_hba.conf"].map((file) => [
    file,
    readFileSync(join(chartFolder, file), "utf8").replaceAll("medusa", role),
  ]),
);

/** What {@link databaseObjects} depends on. */
export interface DatabaseOptions {
  readonly image: string;
  /** Names of Secrets in the control plane's namespace. */
  readonly imagePullSecrets: readonly string[];
  readonly storageClass: string;
  /** Changes whenever the password changes. */
  readonly secretsRevision: string;
  readonly replicas: 0 | 1;
}

/** The control plane's Postgres as plain objects. */
export function databaseObjects(options: DatabaseOptions): KubernetesObject[] {
  const metadata = { name, namespace, labels };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: files },
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: options.storageClass,
        resources: { requests: { storage: `${databaseGiB}Gi` } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        publishNotReadyAddresses: true,
        selector: databaseSelector,
        ports: [{ name: "database", port, targetPort: "database", protocol: "TCP" }],
      },
    },
    { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: statefulSet(options) },
  ];
}

function statefulSet({ image, imagePullSecrets, secretsRevision, replicas }: DatabaseOptions): Record<string, unknown> {
  const ready = {
    exec: { command: ["pg_isready", "--quiet", "--host=/tmp", `--username=${role}`, `--dbname=${role}`] },
    timeoutSeconds: 3,
  };
  return {
    replicas,
    serviceName: name,
    podManagementPolicy: "Parallel",
    selector: { matchLabels: databaseSelector },
    template: {
      metadata: {
        labels,
        annotations: {
          ...configurationAnnotation(files),
          "storefleet.dev/secrets-revision": secretsRevision,
        },
      },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...pullSecrets(imagePullSecrets),
        terminationGracePeriodSeconds: 60,
        securityContext: { ...restrictedPod(userId), fsGroup: userId, fsGroupChangePolicy: "OnRootMismatch" },
        containers: [
          {
            name: "postgres",
            image,
            imagePullPolicy: "IfNotPresent",
            command: ["/bin/sh", "/etc/storefleet/start.sh"],
            env: [
              { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
              { name: "HOME", value: "/tmp" },
              { name: "MAX_WAL_MIB", value: "1024" },
              { name: "MEMORY_LIMIT_MIB", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
              { name: "DATABASE_PASSWORD", valueFrom: { secretKeyRef: { name: controlPlaneName, key: secretFiles.databasePassword } } },
            ],
            ports: [{ name: "database", containerPort: port, protocol: "TCP" }],
            // Fast shutdown: on SIGTERM alone Postgres would wait for the pools of its clients until it is killed.
            lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", "kill -INT 1"] } } },
            startupProbe: { ...ready, periodSeconds: 1, failureThreshold: 1800 },
            readinessProbe: { ...ready, periodSeconds: 10 },
            // The postmaster's port: recovery after a crash refuses clients and must not be interrupted.
            livenessProbe: { tcpSocket: { port: "database" }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
            resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "512Mi" } },
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: "data", mountPath: "/var/lib/postgresql/data" },
              { name: "configuration", mountPath: "/etc/storefleet", readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: name } },
          { name: "configuration", configMap: { name } },
          { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
        ],
      },
    },
  };
}
