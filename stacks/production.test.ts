import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { makeCluster } from "./cluster/make-cluster.ts";
import { program, type StackOutputs } from "./program.ts";
import { azureAnswers } from "./testing/azure.ts";
import { productionAzure, productionConfig, productionSecretKeys } from "./testing/production.ts";
import { type Recording, record } from "./testing/record.ts";

const aurora = { name: "aurora", engine: "medusa", adminEmail: "a@aurora.example", environments: ["prod"] };
const bramble = { name: "bramble", engine: "woocommerce", adminEmail: "a@bramble.example", environments: ["prod"] };

const run = (declared: unknown, changes: Readonly<Record<string, string | undefined>> = {}): Promise<Recording<StackOutputs>> =>
  record(() => program({ declared, makeCluster }), {
    stack: "prod",
    config: productionConfig(changes),
    secretKeys: productionSecretKeys,
    ...azureAnswers,
  });

async function refusal(declared: unknown, changes: Readonly<Record<string, string | undefined>>): Promise<string> {
  let message = "";
  const attempt = () => {
    try {
      return program({ declared, makeCluster });
    } catch (error) {
      message = String(error);
      return {};
    }
  };
  const { resources } = await record(attempt, {
    stack: "prod",
    config: productionConfig(changes),
    secretKeys: productionSecretKeys,
    ...azureAnswers,
  });
  expect(resources).toEqual([]);
  return message;
}

describe("the whole program of production", () => {
  let recorded: Recording<StackOutputs>;
  let seconds = 0;
  beforeAll(async () => {
    const before = process.cpuUsage();
    recorded = await run([aurora, bramble], { "storefleet:customDomains": JSON.stringify({ "www.roses.com": "aurora" }) });
    const { user, system } = process.cpuUsage(before);
    seconds = (user + system) / 1_000_000;
  });

  // Of the processor's time: another program on the machine must not fail the test.
  test("runs in less than 10 s", () => {
    expect(seconds).toBeLessThan(10);
  });

  test("is a cluster, its add-ons and the fleet", () => {
    const components = recorded.resources.filter(({ type }) => type.startsWith("storefleet:")).map(({ type, name }) => `${type} ${name}`);
    expect(components.sort()).toEqual([
      "storefleet:index:AzureK3s azure",
      "storefleet:index:CertManager cert-manager",
      "storefleet:index:ControlPlane control-plane",
      "storefleet:index:Monitoring monitoring",
      "storefleet:index:Storage storage",
      "storefleet:index:Store aurora",
      "storefleet:index:Store bramble",
      "storefleet:index:Traefik traefik",
    ]);
  });

  test("tells where the shops are and what the registrar must name", () => {
    const { orchestratorKubeconfig, ...rest } = recorded.outputs;
    expect(rest).toMatchObject({
      environment: "prod",
      stores: { aurora: { url: "https://aurora.shops.acme.com" }, bramble: { url: "https://bramble.shops.acme.com" } },
      unavailable: [],
      cluster: { address: "198.51.100.7", nameServers: ["ns1-01.azure-dns.com.", "ns2-01.azure-dns.net."] },
    });
    expect(orchestratorKubeconfig).toBeDefined();
  });

  test("reaches the cluster by the kubeconfig that it fetched, and knows the cluster by a name that never is unknown", () => {
    const { inputs, inputsFrom } = recorded.resource("cluster");
    expect(inputs.clusterIdentifier).toBe("azure-k3s/prod/storefleet-prod-server");
    expect(inputsFrom).toEqual({ kubeconfig: ["azure-kubeconfig"] });
  });

  test("installs charts of others at their one version", () => {
    const releases = recorded.resources.filter(({ type, parent }) => type.endsWith(":Release") && !["aurora", "bramble"].includes(parent));
    expect(releases.map(({ inputs }) => [inputs.name, inputs.chart, inputs.version, inputs.namespace, inputs.atomic]).sort()).toEqual([
      ["cert-manager", "oci://quay.io/jetstack/charts/cert-manager", "v1.21.2", "cert-manager", true],
      ["lvm-localpv", "lvm-localpv", "1.10.1", "openebs", true],
    ]);
  });

  test("stores wait for their storage class, the ingress's definitions and the policies", () => {
    const { dependsOn } = recorded.resource("aurora-namespace-store-aurora");
    expect(dependsOn).toEqual(
      expect.arrayContaining([
        "storage-storageclass-storefleet-volumes",
        "traefik-customresourcedefinition-ingressroutes.traefik.io",
        "platform-validatingadmissionpolicybinding-storefleet-guardrails",
      ]),
    );
  });

  test("a merchant's own domain gets a certificate by HTTP and leads to the shop", () => {
    expect(recorded.resource("cert-manager-certificate-domain-www-roses-com").inputs).toMatchObject({
      metadata: { namespace: "traefik" },
      spec: { dnsNames: ["www.roses.com"], issuerRef: { kind: "ClusterIssuer", name: "storefleet-http" } },
    });
    expect(recorded.resource("traefik-middleware-domain-www-roses-com").inputs).toMatchObject({
      spec: { redirectRegex: { regex: "^https://www\\.roses\\.com/(.*)$", replacement: `https://aurora.shops.acme.com/$${"{1}"}` } },
    });
  });

  test("holds no secret in plain text", () => {
    const text = JSON.stringify(recorded.resources.map(({ inputs }) => inputs));
    expect(text).not.toMatch(/"(password|token)":"/);
    expect(text.match(/OPENSSH PRIVATE KEY/g) ?? []).toHaveLength(4);
    expect(recorded.resource("azure-secret-ssh-host-key").inputs).toHaveProperty("properties.secret");
  });
});

describe("AKS", () => {
  test("is the same fleet behind Azure's load balancer, on Azure's disks, with a pod's own identity", async () => {
    const recorded = await run([aurora], { "storefleet:cluster": "aks", "storefleet:sharedStorageClass": "storefleet-shared" });
    expect(recorded.resource("cluster").inputs.clusterIdentifier).toBe("aks/prod/storefleet-prod");
    expect(recorded.resource("traefik-service-traefik").inputs).toMatchObject({ spec: { type: "LoadBalancer" } });
    expect(recorded.resource("storage-storageclass-storefleet-volumes").inputs).toMatchObject({ provisioner: "disk.csi.azure.com" });
    expect(recorded.resource("storage-storageclass-storefleet-shared").inputs).toMatchObject({ provisioner: "file.csi.azure.com" });
    expect(recorded.resource("cert-manager-release").inputs).toMatchObject({
      values: { podLabels: { "azure.workload.identity/use": "true" } },
    });
    expect(recorded.resources.some(({ name }) => name === "lvm-localpv-release")).toBe(false);
    expect(recorded.outputs.cluster).not.toHaveProperty("secretsProvider");
  });
});

describe("refuses, before anything is registered, when", () => {
  test("the fleet is larger than the size carries", async () => {
    const fleet = Array.from({ length: 12 }, (_, index) => ({ ...aurora, name: `shop-${index}` }));
    expect(await refusal(fleet, {})).toContain("FleetTooLarge: Standard_D4s_v5 carries 11 of the 12 declared stores");
  });

  test("adminCidrs is open to the world", async () => {
    const azure = JSON.stringify({ ...productionAzure, adminCidrs: ["0.0.0.0/0"] });
    expect(await refusal([aurora], { "storefleet:azure": azure })).toContain(
      "storefleet:azure.adminCidrs is wider than /16; got 0.0.0.0/0",
    );
  });

  test.each([
    [
      "a custom domain leads to no store",
      { "www.roses.com": "roses" },
      'storefleet:customDomains.www.roses.com leads to no store of this environment; got "roses"; allowed: aurora',
    ],
    [
      "a custom domain is the platform's own",
      { "www.shops.acme.com": "aurora" },
      "storefleet:customDomains.www.shops.acme.com is below shops.acme.com",
    ],
  ])("%s", async (_, domains, message) => {
    expect(await refusal([aurora], { "storefleet:customDomains": JSON.stringify(domains) })).toContain(message);
  });

  test("an image is missing", async () => {
    expect(await refusal([aurora], { "storefleet:images": "{}" })).toContain("images missing: postgres, valkey, medusa, storefront");
  });
});

describe("Pulumi.prod.yaml", () => {
  const { config } = parse(readFileSync(join(__dirname, "..", "Pulumi.prod.yaml"), "utf8")) as { config: Record<string, unknown> };
  const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const committed = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, text(value)]));

  test("lacks exactly what only a person can know", async () => {
    const needed = ["storefleet:baseDomain", "storefleet:azure", "storefleet:certificates", "storefleet:rootSecret", "storefleet:images"];
    const complete = productionConfig();
    const missing = Object.fromEntries(needed.map((key) => [key, complete[key]]));
    const all = { ...Object.fromEntries(Object.keys(complete).map((key) => [key, undefined])), ...committed, ...missing };
    const recorded = await run([aurora], all);
    expect(Object.keys(recorded.outputs.stores)).toEqual(["aurora"]);
    expect(Object.keys(committed)).not.toEqual(expect.arrayContaining(needed));
  });

  test("differs from the workstation's in values only: every key is typed", async () => {
    const message = await refusal([aurora], {
      ...Object.fromEntries(Object.keys(productionConfig()).map((key) => [key, undefined])),
      ...committed,
    });
    expect(
      message
        .split("\n")
        .slice(1)
        .map((line) => /storefleet:[\w.]+/.exec(line)?.[0]),
    ).toEqual([
      "storefleet:baseDomain",
      "storefleet:rootSecret",
      "storefleet:azure.location",
      "storefleet:azure.adminCidrs",
      "storefleet:azure.adminPublicKey",
      "storefleet:certificates.email",
    ]);
  });
});
