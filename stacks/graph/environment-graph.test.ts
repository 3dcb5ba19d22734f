import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { environmentGraph } from "./environment-graph.ts";

// Processes and Azure's classes take seconds on a busy machine.
jest.setTimeout(60_000);

const checkout = join(import.meta.dirname, "../..");
const aurora = { name: "aurora", engine: "medusa", adminEmail: "a@aurora.example", environments: ["prod"] };
const bramble = { name: "bramble", engine: "woocommerce", adminEmail: "a@bramble.example", environments: ["prod"] };

const boxes = (graph: string): readonly string[] => [...graph.matchAll(/[[(]"([^"]+)"[\])]/g)].map(([, text]) => text ?? "");
const edges = (graph: string): readonly string[] => graph.split("\n").filter((line) => line.includes("-->"));

describe("the graph of production", () => {
  let graph = "";
  let seconds = 0;
  beforeAll(async () => {
    const before = process.cpuUsage();
    graph = await environmentGraph({ environment: "prod", configFile: join(checkout, "Pulumi.prod.yaml"), declared: [aurora, bramble] });
    const { user, system } = process.cpuUsage(before);
    seconds = (user + system) / 1_000_000;
  });

  test("takes less than 10 s", () => expect(seconds).toBeLessThan(10));

  test("shows the cluster, every add-on and every store", () => {
    expect(boxes(graph)).toEqual(
      expect.arrayContaining(["cluster", "VirtualMachine", "Zone", "RoleAssignment × 7", "add-ons", "stores", "aurora<br/>18 resources"]),
    );
    expect(
      boxes(graph)
        .filter((text) => / resources?$/.test(text))
        .map((text) => text.split("<br/>")[0]),
    ).toEqual(["cert-manager", "control-plane", "monitoring", "platform", "storage", "traefik", "aurora", "bramble"]);
  });

  test("shows what Pulumi refuses to delete as drums", () => {
    expect([...graph.matchAll(/\[\("([^"]+)"\)\]/g)].map(([, text]) => text)).toEqual([
      "BackupVault",
      "BlobContainer",
      "Disk",
      "Key",
      "PublicIPAddress",
      "ResourceGroup × 2",
      "StorageAccount",
      "Vault",
      "Zone",
    ]);
  });

  test("leads from the disk to the machine to every store", () => {
    expect(edges(graph)).toEqual(
      expect.arrayContaining([
        "  n_cluster_NetworkInterface --> n_cluster_VirtualMachine",
        "  n_cluster_VirtualMachine --> n_cluster_Command",
        "  n_cluster_Command --> n_cluster_kubernetes_provider",
        "  n_cluster_kubernetes_provider --> n_box_storage",
        "  n_box_storage --> n_box_aurora",
        "  n_box_traefik --> n_box_bramble",
      ]),
    );
  });

  test("holds no secret", () => {
    expect(graph).not.toMatch(/BEGIN|token=|[A-Za-z0-9+/]{40,}/);
  });
});

test("an environment on a cluster that is there already has no cluster of its own", async () => {
  const graph = await environmentGraph({ environment: "local", configFile: join(checkout, "Pulumi.local.yaml") });
  expect(boxes(graph).map((text) => text.split("<br/>")[0])).toEqual([
    "cluster",
    "kubernetes provider",
    "add-ons",
    "traefik",
    "stores",
    "aurora",
    "bramble",
  ]);
});

test("the documentation's page is what the command prints", async () => {
  const page = readFileSync(join(checkout, "docs/production-graph.md"), "utf8");
  const graph = await environmentGraph({ environment: "prod", configFile: join(checkout, "Pulumi.prod.yaml"), declared: [aurora] });
  expect(/```mermaid\n([\s\S]*?)```/.exec(page)?.[1]).toBe(graph);
});

test("all resources of production have an own box", async () => {
  const graph = await environmentGraph({
    environment: "prod",
    configFile: join(checkout, "Pulumi.prod.yaml"),
    detail: "all",
    declared: [aurora],
  });
  expect(boxes(graph)).toEqual(
    expect.arrayContaining([
      "Disk<br/>azure-disk-storefleet-prod-server",
      "DaemonSet<br/>traefik-daemonset-traefik",
      "Release<br/>aurora-release",
    ]),
  );
});

describe("of a changed file", () => {
  const folder = mkdtempSync(join(tmpdir(), "storefleet-graph-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const graphOf = (config: object, declared: unknown) => {
    const configFile = join(folder, "Pulumi.prod.yaml");
    writeFileSync(configFile, JSON.stringify({ config }));
    return environmentGraph({ environment: "prod", configFile, declared });
  };
  const production = {
    "storefleet:cluster": "azure-k3s",
    "storefleet:scheme": "https",
    "storefleet:storageClass": "storefleet-volumes",
    "storefleet:podSecurityVersion": "v1.36",
    "storefleet:requireImages": true,
    "storefleet:ingress": { install: true, hostPorts: { http: 80, https: 443 } },
  };

  test("needs no passphrase: encrypted values are not read", async () => {
    const graph = await graphOf({ ...production, "storefleet:rootSecret": { secure: "v1:AAAA:BBBB" } }, [aurora]);
    expect(boxes(graph)).toContain("aurora<br/>18 resources");
  });

  test("refuses what the program refuses", async () => {
    await expect(graphOf({ ...production, "storefleet:azure": { adminCidrs: ["0.0.0.0/0"] } }, [aurora])).rejects.toThrow("0.0.0.0/0");
  });
});
