import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { KubernetesObject } from "../../constructs/store.ts";
import type { DnsSolver } from "../cluster/made-cluster.ts";
import { certManagerValues } from "./cert-manager-values.ts";
import { certificateObjects } from "./certificate-objects.ts";
import { metricsServerObjects } from "./metrics-server.ts";
import { storesDashboard } from "./monitoring-dashboard.ts";
import { monitoringObjects } from "./monitoring-objects.ts";
import { azureClasses, lvmClasses } from "./storage-objects.ts";
import { addOnVersions } from "./versions.ts";

const named = (objects: readonly KubernetesObject[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? "-"} ${metadata.name}`);
const one = (objects: readonly KubernetesObject[], kind: string, name?: string) =>
  objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));

describe("versions", () => {
  test("are all pinned: charts by version, images by digest", () => {
    for (const addOn of Object.values(addOnVersions)) {
      if ("image" in addOn) expect(addOn.image).toMatch(/^[\w./-]+:v[\d.]+@sha256:[0-9a-f]{64}$/);
      else expect(addOn.chart.version).toMatch(/^v?\d+\.\d+\.\d+$/);
    }
    for (const digest of Object.values(addOnVersions.certManager.digests)) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe("certificates", () => {
  const solver = { subscriptionId: "sub", resourceGroup: "group", zone: "shops.acme.com", clientId: "client", workloadIdentity: false };
  const make = (changes: object = {}) =>
    certificateObjects({
      settings: { email: "ops@acme.com", staging: false },
      baseDomain: "shops.acme.com",
      namespace: "traefik",
      solver: solver as unknown as DnsSolver,
      customDomains: [],
      ...changes,
    });

  test("are one wildcard, proven by DNS, beside the ingress controller", () => {
    expect(named(make())).toEqual([
      "ClusterIssuer - storefleet-dns",
      "ClusterIssuer - storefleet-http",
      "Certificate traefik storefleet-wildcard",
      "TLSStore traefik default",
      "TLSOption traefik default",
    ]);
    expect(one(make(), "Certificate")?.spec).toEqual({
      secretName: "storefleet-wildcard",
      dnsNames: ["shops.acme.com", "*.shops.acme.com"],
      issuerRef: { kind: "ClusterIssuer", name: "storefleet-dns" },
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      revisionHistoryLimit: 2,
    });
    expect(one(make(), "TLSStore")?.spec).toEqual({ defaultCertificate: { secretName: "storefleet-wildcard" } });
  });

  test("are proven in our own zone with an identity of their own, never with a key", () => {
    expect(one(make(), "ClusterIssuer", "storefleet-dns")?.spec).toEqual({
      acme: {
        email: "ops@acme.com",
        server: "https://acme-v02.api.letsencrypt.org/directory",
        privateKeySecretRef: { name: "storefleet-dns-account" },
        solvers: [
          {
            dns01: {
              azureDNS: {
                subscriptionID: "sub",
                resourceGroupName: "group",
                hostedZoneName: "shops.acme.com",
                environment: "AzurePublicCloud",
                managedIdentity: { clientID: "client" },
              },
            },
          },
        ],
      },
    });
  });

  test("of a merchant's own domain are proven by HTTP, one each, and served by name", () => {
    const objects = make({ customDomains: ["www.roses.com"] });
    expect(one(objects, "Certificate", "domain-www-roses-com")?.spec).toMatchObject({
      dnsNames: ["www.roses.com"],
      issuerRef: { name: "storefleet-http" },
    });
    expect(one(objects, "ClusterIssuer", "storefleet-http")?.spec).toMatchObject({
      acme: { solvers: [{ http01: { ingress: { class: "storefleet-acme" } } }] },
    });
    expect(one(objects, "TLSStore")?.spec).toMatchObject({ certificates: [{ secretName: "domain-www-roses-com" }] });
  });

  test("of a trial come from the staging directory", () => {
    const staged = make({ settings: { email: "ops@acme.com", staging: true } });
    expect(JSON.stringify(staged)).not.toContain("acme-v02");
    expect(one(staged, "ClusterIssuer")?.spec).toMatchObject({
      acme: { server: "https://acme-staging-v02.api.letsencrypt.org/directory" },
    });
  });

  test("cert-manager keeps its definitions when it goes, and is guarded", () => {
    expect(certManagerValues(false)).toMatchObject({
      crds: { enabled: true, keep: true },
      global: { leaderElection: { namespace: "cert-manager" } },
      image: { tag: "v1.21.2", digest: addOnVersions.certManager.digests.controller },
      podLabels: {},
      networkPolicy: { enabled: true },
      webhook: { networkPolicy: { enabled: true } },
      cainjector: { networkPolicy: { enabled: true } },
    });
    expect(certManagerValues(true)).toMatchObject({
      podLabels: { "azure.workload.identity/use": "true" },
      serviceAccount: { name: "cert-manager", labels: { "azure.workload.identity/use": "true" } },
    });
  });
});

describe("storage", () => {
  const common = { allowVolumeExpansion: true, volumeBindingMode: "WaitForFirstConsumer", reclaimPolicy: "Delete" };

  test("on k3s is logical volumes of the data disk's group", () => {
    expect(one(lvmClasses("volumes"), "StorageClass")).toMatchObject({
      metadata: { name: "volumes", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "local.csi.openebs.io",
      parameters: { storage: "lvm", volgroup: "storefleet", fsType: "ext4" },
      ...common,
    });
    expect(one(lvmClasses("volumes"), "VolumeSnapshotClass")).toMatchObject({ driver: "local.csi.openebs.io", deletionPolicy: "Delete" });
  });

  test("on AKS is disks, and shares where several machines mount a volume", () => {
    const objects = azureClasses("volumes", "shared");
    expect(named(objects)).toEqual(["StorageClass - volumes", "VolumeSnapshotClass - volumes", "StorageClass - shared"]);
    expect(one(objects, "StorageClass", "volumes")).toMatchObject({
      provisioner: "disk.csi.azure.com",
      parameters: { skuName: "Premium_LRS" },
      ...common,
    });
    expect(one(objects, "StorageClass", "shared")).toMatchObject({ provisioner: "file.csi.azure.com", ...common });
    expect(named(azureClasses("volumes", undefined))).toHaveLength(2);
  });
});

describe("monitoring", () => {
  const objects = monitoringObjects({ namespace: "storefleet-monitoring", storageClass: "volumes", podSecurityVersion: "v1.36" });

  test("is one VictoriaMetrics with a month of metrics", () => {
    expect(named(objects)).toEqual([
      "Namespace - storefleet-monitoring",
      "ServiceAccount storefleet-monitoring victoria-metrics",
      "ClusterRole - storefleet-victoria-metrics",
      "ClusterRoleBinding - storefleet-victoria-metrics",
      "ConfigMap storefleet-monitoring victoria-metrics",
      "PersistentVolumeClaim storefleet-monitoring victoria-metrics",
      "Service storefleet-monitoring victoria-metrics",
      "Deployment storefleet-monitoring victoria-metrics",
      "NetworkPolicy storefleet-monitoring victoria-metrics",
    ]);
    expect(objects[0]?.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.36",
    });
    expect(one(objects, "ClusterRole")?.rules).toEqual([
      { apiGroups: [""], resources: ["nodes", "pods"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    ]);
    expect(one(objects, "NetworkPolicy")?.spec).toMatchObject({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16", "168.63.129.16/32"] } }] }],
    });
  });

  test("every metric of a panel is one that is kept", () => {
    const { "scrape.yaml": text } = (one(objects, "ConfigMap") as unknown as { data: Record<string, string> }).data;
    const { scrape_configs } = parse(text ?? "") as { scrape_configs: { metric_relabel_configs?: { regex: string }[] }[] };
    const kept = scrape_configs.flatMap((job) => job.metric_relabel_configs ?? []).map(({ regex }) => new RegExp(`^(${regex})$`));
    const shown = storesDashboard.rows.flatMap(({ panels }) => panels).flatMap(({ expr }) => expr);
    const metrics = shown.flatMap((expression) => expression.match(/\b(container|kubelet|machine)_\w+/g) ?? []);
    expect(metrics.length).toBeGreaterThan(8);
    expect(metrics.filter((metric) => !kept.some((regex) => regex.test(metric)))).toEqual([]);
  });

  test("another page or other targets start another pod", () => {
    const deployment = one(objects, "Deployment")?.spec as { strategy: object; template: { metadata: { annotations: object } } };
    expect(deployment.strategy).toEqual({ type: "Recreate" });
    expect(deployment.template.metadata.annotations).toEqual({ "storefleet.dev/configuration": expect.stringMatching(/^[0-9a-f]{16}$/) });
  });

  test("its page fits VictoriaMetrics' own format", () => {
    for (const { panels } of storesDashboard.rows) {
      expect(panels.reduce((sum, { width }) => sum + width, 0)).toBe(12);
      for (const { title, expr } of panels) expect([title.length > 0, expr.length > 0]).toEqual([true, true]);
    }
  });
});

test("metrics-server reads metrics and nothing else", () => {
  expect(one(metricsServerObjects(), "ClusterRole")?.rules).toEqual([
    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
  ]);
  expect(one(metricsServerObjects(), "APIService")?.spec).toMatchObject({ group: "metrics.k8s.io", version: "v1beta1" });
});
