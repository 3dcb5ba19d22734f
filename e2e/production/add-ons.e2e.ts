import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseAllDocuments, stringify } from "yaml";
import type { KubernetesObject } from "../../constructs/store.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { certManagerValues } from "../../stacks/add-ons/cert-manager-values.ts";
import { certificateObjects } from "../../stacks/add-ons/certificate-objects.ts";
import { customDomainObjects } from "../../stacks/add-ons/custom-domains.ts";
import { metricsServerObjects } from "../../stacks/add-ons/metrics-server.ts";
import { monitoringObjects } from "../../stacks/add-ons/monitoring-objects.ts";
import { azureClasses, lvmClasses } from "../../stacks/add-ons/storage-objects.ts";
import { traefikDefinitions } from "../../stacks/add-ons/traefik-crds.ts";
import { traefikLoadBalancer } from "../../stacks/add-ons/traefik-load-balancer.ts";
import { traefikObjects } from "../../stacks/add-ons/traefik-objects.ts";
import { addOnVersions } from "../../stacks/add-ons/versions.ts";
import type { DnsSolver } from "../../stacks/cluster/made-cluster.ts";
import { ApiServer } from "./api-server.ts";
import { certManagerChart } from "./cert-manager-chart.ts";
import { run } from "./tools.ts";

let api: ApiServer;
let helm = "";
beforeAll(async () => {
  api = await ApiServer.start();
  helm = (await ensureBinaries(["helm"])).get("helm")?.file ?? "helm";
  expect(api.apply(traefikDefinitions({}))).toMatchObject({ status: 0 });
  api.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"]);
}, 300_000);
afterAll(() => api?.stop());

/** Applies objects for real: a field that the server does not know is an error, and so is a warning about a standard. */
function accepted(objects: readonly object[]): void {
  expect(api.apply(objects)).toMatchObject({ status: 0, stderr: "" });
}

describe("the API server takes every object of", () => {
  const { image } = addOnVersions.traefik;
  test("Traefik, which needs nothing beyond the restricted standard but the machine's ports", () => {
    const { status, stderr } = api.apply(
      traefikObjects({ namespace: "traefik", hostPorts: { http: 80, https: 443 }, image, challenges: true }),
    );
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'Warning: would violate PodSecurity "restricted:v1.36": hostPort (container "traefik" uses hostPorts 443, 80)\n',
    });
    accepted([traefikLoadBalancer("traefik", { addressName: "a", resourceGroup: "b" })]);
    accepted(customDomainObjects({ "www.roses.com": "roses" }, "shops.acme.com", "traefik"));
  });

  test("monitoring, whose pod keeps to the restricted standard of its namespace", () => {
    accepted(monitoringObjects({ namespace: "storefleet-monitoring", storageClass: "storefleet-volumes", podSecurityVersion: "v1.36" }));
  });

  test("metrics-server", () => {
    accepted(metricsServerObjects());
  });

  test("storage, but for snapshots, whose definitions the driver brings", () => {
    const classes = (objects: readonly KubernetesObject[]) => objects.filter(({ kind }) => kind === "StorageClass");
    accepted([...classes(lvmClasses("lvm")), ...classes(azureClasses("disks", "files"))]);
  });
});

describe("cert-manager", () => {
  let chart: string | undefined;
  let folder = "";
  const solver = { subscriptionId: "00000000-0000-0000-0000-0000000000a1", resourceGroup: "g", zone: "shops.acme.com", clientId: "c" };
  const render = (workloadIdentity: boolean): KubernetesObject[] => {
    const values = join(folder, "values.yaml");
    writeFileSync(values, stringify(certManagerValues(workloadIdentity)));
    const args = ["template", "cert-manager", chart ?? "", "--namespace", "cert-manager", "--values", values];
    // Helm checks the values against the chart's own schema.
    const { status, stdout, stderr } = run(helm, args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return parseAllDocuments(stdout).flatMap((document) => (document.toJSON() as KubernetesObject | null) ?? []);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "storefleet-cert-manager-"));
    chart = certManagerChart(helm);
    if (chart === undefined)
      throw new Error(`not run: neither ${addOnVersions.certManager.chart.chart} nor its Go module can be reached here`);
  }, 400_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    if (chart !== undefined) rmSync(dirname(chart), { recursive: true, force: true });
  });

  test("every container runs an image by its digest, with a size, as the restricted standard wants", () => {
    const pods = render(false).flatMap((object) => {
      const spec = object.spec as
        | { template?: { spec: { containers: { image: string; resources: { requests?: object } }[] } } }
        | undefined;
      return spec?.template?.spec.containers ?? [];
    });
    expect(pods.map(({ image }) => image).sort()).toEqual(
      ["cainjector", "controller", "startupapicheck", "webhook"].map(
        (name) =>
          `quay.io/jetstack/cert-manager-${name}:v1.21.2@${addOnVersions.certManager.digests[name as keyof typeof addOnVersions.certManager.digests]}`,
      ),
    );
    expect(pods.every(({ resources }) => resources.requests !== undefined)).toBe(true);
  });

  test("on AKS its pod asks for a token of its own", () => {
    const controller = render(true).find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "cert-manager");
    expect(controller?.spec).toMatchObject({ template: { metadata: { labels: { "azure.workload.identity/use": "true" } } } });
  });

  test("the API server takes the chart, and then our issuers and certificates", () => {
    expect(api.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "cert-manager" } }])).toMatchObject({ status: 0 });
    const objects = render(false);
    const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    accepted(definitions);
    api.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
    // Its webhooks would be asked about our objects, and nobody answers them here.
    const served = objects.filter(({ kind }) => kind !== "CustomResourceDefinition" && !kind.endsWith("WebhookConfiguration"));
    accepted(served);
    accepted([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "edge" } }]);
    accepted(
      certificateObjects({
        settings: { email: "ops@acme.com", staging: false },
        baseDomain: "shops.acme.com",
        namespace: "edge",
        solver: { ...solver, workloadIdentity: false } as unknown as DnsSolver,
        customDomains: ["www.roses.com"],
      }),
    );
  });
});
