import { describe, expect, test } from "@jest/globals";
import type { KubernetesObject } from "../../constructs/store.ts";
import { databaseObjects } from "./control-plane-database.ts";
import { controlPlaneNetwork, controlPlaneRoutes } from "./control-plane-network.ts";
import { type ControlPlaneOptions, controlPlaneObjects } from "./control-plane-objects.ts";
import { controlPlaneUrl } from "./control-plane-settings.ts";

const options: ControlPlaneOptions = {
  image: "storefleet.local/control-plane:1-a",
  imagePullSecrets: [],
  storageClass: "fast",
  environment: "prod",
  settings: { "settings.json": "{}" },
  secretsRevision: "r1",
  replicas: 2,
};
const of = (objects: readonly KubernetesObject[], kind: string) =>
  objects.find((object) => object.kind === kind)?.spec as Record<string, unknown>;
type Pod = {
  readonly metadata: object;
  readonly spec: Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] };
};
const podOf = (objects: readonly KubernetesObject[], kind: string) => of(objects, kind).template as Pod;

describe("the control plane's pods", () => {
  const { spec } = podOf(controlPlaneObjects(options), "Deployment");
  const [container] = spec.containers;

  test("are two that share one volume, on the machine that has it", () => {
    const objects = controlPlaneObjects(options);
    expect(of(objects, "Deployment")).toMatchObject({ replicas: 2, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
    expect(of(objects, "PodDisruptionBudget")).toMatchObject({ minAvailable: 1 });
    expect(of(objects, "PersistentVolumeClaim")).toEqual({
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast",
      resources: { requests: { storage: "5Gi" } },
    });
    expect(spec.affinity).toEqual({
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { "app.kubernetes.io/name": "control-plane" } }, topologyKey: "kubernetes.io/hostname" },
        ],
      },
    });
  });

  test("hold to the restricted standard, on a read-only root", () => {
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("act as the least-privilege account, by a token that is renewed every hour", () => {
    expect(spec).toMatchObject({ serviceAccountName: "orchestrator", automountServiceAccountToken: false });
    expect((spec.volumes as { name: string }[]).find(({ name }) => name === "account")).toEqual({
      name: "account",
      projected: {
        defaultMode: 0o440,
        sources: [
          { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
          { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        ],
      },
    });
  });

  test("have no secret in arguments or environment", () => {
    expect(Object.keys(container ?? {})).not.toEqual(expect.arrayContaining(["env"]));
    expect(Object.keys(container ?? {})).not.toEqual(expect.arrayContaining(["args"]));
    expect((spec.volumes as { name: string }[]).find(({ name }) => name === "secrets")).toEqual({
      name: "secrets",
      secret: { secretName: "control-plane", defaultMode: 0o440 },
    });
  });

  test("are probed for life and for work", () => {
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: "/healthz", port: "http" } });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: "/readyz", port: "http" } });
  });

  test("start again with other settings or another secret, and for nothing else", () => {
    const annotations = (changes: Partial<ControlPlaneOptions>) =>
      podOf(controlPlaneObjects({ ...options, ...changes }), "Deployment").metadata;
    expect(annotations({ settings: { "settings.json": "{1}" } })).not.toEqual(annotations({}));
    expect(annotations({ secretsRevision: "r2" })).not.toEqual(annotations({}));
    expect(annotations({ storageClass: "slow" })).toEqual(annotations({}));
  });

  test("pull with the named credentials, where there are some", () => {
    const named = podOf(controlPlaneObjects({ ...options, imagePullSecrets: ["registry"] }), "Deployment").spec;
    expect(named.imagePullSecrets).toEqual([{ name: "registry" }]);
    expect(spec).not.toHaveProperty("imagePullSecrets");
  });
});

test("its database is a store's server with a role of its own, reached by the control plane alone", () => {
  const objects = databaseObjects({ ...options, image: "storefleet.local/postgres:17-a", replicas: 1 });
  const { data } = objects.find(({ kind }) => kind === "ConfigMap") as unknown as { data: Record<string, string> };
  expect(data["start.sh"]).toContain("CREATE DATABASE storefleet OWNER storefleet");
  expect(data["pg_hba.conf"]).toMatch(/^host {2}storefleet storefleet all +scram-sha-256$/m);
  expect(Object.values(data).join()).not.toContain("medusa");
  expect(of(objects, "StatefulSet")).toMatchObject({ replicas: 1, serviceName: "control-plane-database" });
  expect(podOf(objects, "StatefulSet").spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsUser: 999 } });
});

describe("its network", () => {
  const policies = Object.fromEntries(controlPlaneNetwork({ ingressNamespace: "edge" }).map(({ metadata, spec }) => [metadata.name, spec]));
  const edge = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } } };

  test("is closed but for what is listed", () => {
    expect(Object.keys(policies)).toEqual(["default-deny", "control-plane", "control-plane-database"]);
    expect(policies["default-deny"]).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(policies["control-plane-database"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "control-plane-database" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "control-plane" } } }],
          ports: [{ port: 5432, protocol: "TCP" }],
        },
      ],
    });
  });

  test("lets in the ingress controller, and out to names, the database, shops and API servers; never to a machine's metadata", () => {
    expect(policies["control-plane"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "control-plane" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [edge], ports: [{ port: 4100, protocol: "TCP" }] }],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
        {
          to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "control-plane-database" } } }],
          ports: [{ port: 5432, protocol: "TCP" }],
        },
        {
          to: [edge],
          ports: [
            { port: 8000, protocol: "TCP" },
            { port: 8443, protocol: "TCP" },
          ],
        },
        {
          to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16", "168.63.129.16/32"] } }],
          ports: [
            { port: 443, protocol: "TCP" },
            { port: 6443, protocol: "TCP" },
          ],
        },
      ],
    });
  });

  test.each([
    ["http", { scheme: "http" as const }, ["web"], undefined, { port: 80, targetPort: "web" }],
    ["https", { scheme: "https" as const }, ["websecure"], {}, { port: 443, targetPort: "websecure" }],
    ["https and a certificate", { scheme: "https" as const, tlsSecretName: "tls" }, ["websecure"], { secretName: "tls" }, { port: 443 }],
    ["a port", { scheme: "http" as const, port: 8080 }, ["web"], undefined, { port: 8080, targetPort: "web" }],
  ])("has a way in by %s, and the same to the shops", (_, given, entryPoints, tls, port) => {
    const objects = controlPlaneRoutes({ ingressNamespace: "edge", host: "dashboard.acme.com", ...given });
    expect(of(objects, "IngressRoute")).toEqual({
      entryPoints,
      ...(tls === undefined ? {} : { tls }),
      routes: [{ kind: "Rule", match: "Host(`dashboard.acme.com`)", services: [{ name: "control-plane", port: "http" }] }],
    });
    expect(of(objects, "Service")).toMatchObject({ ports: [port] });
  });

  test.each([
    ["http://dashboard.localhost", { baseDomain: "localhost", scheme: "http" as const, port: 80 }],
    ["http://dashboard.localhost:8080", { baseDomain: "localhost", scheme: "http" as const, port: 8080 }],
    ["https://dashboard.shops.acme.com", { baseDomain: "shops.acme.com", scheme: "https" as const }],
  ])("is %s", (url, address) => expect(controlPlaneUrl(address)).toBe(url));
});
