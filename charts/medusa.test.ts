import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { envOf, find, podOf, render } from "./testing/helm.ts";
import { podsOf } from "./testing/pods.ts";

ensureHelm();

const medusa = (...args: Parameters<typeof sampleStore>) => render(sampleStore(...args).values);

test("a Medusa release has exactly these objects", () => {
  expect(
    medusa()
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort(),
  ).toEqual([
    "ConfigMap cache",
    "ConfigMap database",
    "Deployment server",
    "Deployment storefront",
    "Deployment worker",
    "IngressRoute store",
    "Job setup-1",
    "Middleware bodylimit",
    "Middleware headers",
    "Middleware ratelimit",
    "PersistentVolumeClaim cache",
    "PersistentVolumeClaim database",
    "PersistentVolumeClaim uploads",
    "Service cache",
    "Service database",
    "Service server",
    "Service storefront",
    "StatefulSet cache",
    "StatefulSet database",
  ]);
});

test("no object is a hook: hooks would wait for pods that wait for them", () => {
  for (const { metadata } of medusa()) expect(metadata.annotations ?? {}).not.toHaveProperty(["helm.sh/hook"]);
});

test("every object is in the store's namespace and labelled", () => {
  for (const { metadata } of medusa({ owner: "team-a" }, { managedBy: "control-plane" })) {
    expect(metadata.namespace).toBe("store-aurora");
    expect(metadata.labels).toMatchObject({
      "app.kubernetes.io/name": "universal-store",
      "app.kubernetes.io/instance": "aurora",
      "app.kubernetes.io/component": expect.any(String),
      "app.kubernetes.io/part-of": "storefleet",
      "app.kubernetes.io/managed-by": "Helm",
      "storefleet.dev/store": "aurora",
      "storefleet.dev/engine": "medusa",
      "storefleet.dev/owner": "team-a",
      "storefleet.dev/managed-by": "control-plane",
    });
  }
});

describe("services", () => {
  test.each([
    ["storefront", 3000],
    ["server", 9000],
    ["database", 5432],
    ["cache", 6379],
  ])("%s leads to a port that its pods have", (name, port) => {
    const objects = medusa();
    const spec = find(objects, "Service", name).spec as { selector: Record<string, string>; ports: { port: number; targetPort: string }[] };
    const pods = podsOf(objects).filter(({ labels }) => Object.entries(spec.selector).every(([key, value]) => labels[key] === value));
    expect(pods).toHaveLength(1);
    expect(spec.ports).toHaveLength(1);
    const target = pods[0]?.spec.containers[0]?.ports?.find((candidate) => candidate.name === spec.ports[0]?.targetPort);
    expect([spec.ports[0]?.port, target?.containerPort]).toEqual([port, port]);
  });

  test("of shoppers publish ready pods only, those of data all", () => {
    const objects = medusa();
    for (const name of ["database", "cache"]) expect(find(objects, "Service", name).spec).toHaveProperty("publishNotReadyAddresses", true);
    for (const name of ["server", "storefront"]) expect(find(objects, "Service", name).spec).not.toHaveProperty("publishNotReadyAddresses");
  });
});

describe("volumes", () => {
  test("have the spec's sizes and the environment's class, and survive an uninstall", () => {
    const objects = medusa({ plan: "standard", storage: { database: "12Gi" } });
    for (const [name, storage] of [
      ["database", "12Gi"],
      ["uploads", "5Gi"],
      ["cache", "1Gi"],
    ] as const) {
      const claim = find(objects, "PersistentVolumeClaim", name);
      expect(claim.spec).toEqual({ accessModes: ["ReadWriteOnce"], storageClassName: "local-path", resources: { requests: { storage } } });
      expect(claim.metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
    }
  });

  test("of uploads are shared where the environment can", () => {
    expect(find(medusa({}, { sharedStorageClass: "azurefile" }), "PersistentVolumeClaim", "uploads").spec).toMatchObject({
      accessModes: ["ReadWriteMany"],
      storageClassName: "azurefile",
    });
  });

  test("of uploads keep server and worker on one node exactly while they cannot be shared", () => {
    for (const owner of ["Deployment server", "Deployment worker"]) {
      expect(podOf(medusa(), owner).spec.affinity).toEqual({
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: "kubernetes.io/hostname",
              labelSelector: {
                matchLabels: { "app.kubernetes.io/instance": "aurora" },
                matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: ["server", "worker", "setup", "cron"] }],
              },
            },
          ],
        },
      });
      expect(podOf(medusa({}, { sharedStorageClass: "azurefile" }), owner).spec.affinity).toBeUndefined();
    }
  });
});

describe("the database", () => {
  test("keeps its log of changes within the volume", () => {
    expect(envOf(medusa(), "StatefulSet database").MAX_WAL_MIB).toBe("256");
    expect(envOf(medusa({ plan: "pro" }), "StatefulSet database").MAX_WAL_MIB).toBe("1024");
  });

  test("sizes its caches by its own limit", () => {
    const env = podOf(medusa(), "StatefulSet database").spec.containers[0]?.env ?? [];
    expect(env).toContainEqual({
      name: "MEMORY_LIMIT_MIB",
      valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } },
    });
  });

  test("stops fast: SIGTERM alone would wait for its clients", () => {
    expect(podOf(medusa(), "StatefulSet database").spec.containers[0]?.lifecycle).toEqual({
      preStop: { exec: { command: ["/bin/sh", "-c", "kill -INT 1"] } },
    });
  });
});

describe("probes", () => {
  const paths = (owner: string) => {
    const container = podOf(medusa(), owner).spec.containers[0] as Record<string, { httpGet?: { path: string } } | undefined>;
    return ["startupProbe", "readinessProbe", "livenessProbe"].map((probe) => container[probe]?.httpGet?.path);
  };

  test("let only the truth decide about traffic", () => {
    expect(paths("Deployment server")).toEqual(["/ready", "/ready", "/health"]);
    expect(paths("Deployment storefront")).toEqual(["/readyz", "/readyz", "/healthz"]);
    expect(paths("Deployment worker")).toEqual(["/health", undefined, "/health"]);
  });

  test("give a start longer than the processes wait themselves", () => {
    const objects = medusa();
    for (const owner of ["Deployment server", "Deployment worker"]) {
      const probe = podOf(objects, owner).spec.containers[0]?.startupProbe as { periodSeconds: number; failureThreshold: number };
      expect(probe.periodSeconds * probe.failureThreshold).toBeGreaterThan(Number(envOf(objects, owner).WAIT_SECONDS));
    }
  });
});

describe("replicas", () => {
  test("are pods of server and storefront, with a disruption budget each", () => {
    const objects = medusa({ plan: "standard", replicas: 3 });
    for (const name of ["server", "storefront"]) {
      expect(find(objects, "Deployment", name).spec).toHaveProperty("replicas", 3);
      expect(find(objects, "PodDisruptionBudget", name).spec).toEqual({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: {
          matchLabels: {
            "app.kubernetes.io/name": "universal-store",
            "app.kubernetes.io/instance": "aurora",
            "app.kubernetes.io/component": name,
          },
        },
      });
    }
    expect(find(objects, "Deployment", "worker").spec).toHaveProperty("replicas", 1);
  });

  test("of one have no budget, which would block every drain", () => {
    expect(medusa().filter(({ kind }) => kind === "PodDisruptionBudget")).toEqual([]);
  });
});
