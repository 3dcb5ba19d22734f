import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { envOf, find, podOf, render } from "./testing/helm.ts";
import { containersOf, podsOf } from "./testing/pods.ts";

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

describe("setup", () => {
  test("migrates, then seeds, once per revision of the release, and keeps its log", () => {
    const job = find(medusa(), "Job", "setup-1");
    expect(job.spec).toMatchObject({
      backoffLimit: 1,
      activeDeadlineSeconds: 1800,
      ttlSecondsAfterFinished: 86400,
      template: { spec: { restartPolicy: "Never" } },
    });
    const { spec } = podOf(medusa(), "Job setup-1");
    expect(spec.initContainers?.map(({ name, command }) => [name, command])).toEqual([["migrate", ["node", "boot.mjs", "migrate"]]]);
    expect(spec.containers.map(({ name, command }) => [name, command])).toEqual([["seed", ["node", "boot.mjs", "seed"]]]);
  });

  test("gets the shop's settings; the admin's password goes to the seed alone", () => {
    const objects = medusa({ title: "Aurora Outdoor", currency: "SEK", country: "SE", sampleProducts: 5 });
    expect(envOf(objects, "Job setup-1", 1)).toMatchObject({
      STORE_TITLE: "Aurora Outdoor",
      STORE_CURRENCY: "SEK",
      STORE_COUNTRY: "SE",
      STORE_SAMPLE_PRODUCTS: "5",
      ADMIN_EMAIL: "admin@aurora.example",
    });
    const holders = podsOf(objects).flatMap(({ owner, spec }) =>
      containersOf(spec)
        .filter(({ env = [] }) => env.some(({ name }) => name === "ADMIN_PASSWORD"))
        .map(({ name }) => `${owner} ${name}`),
    );
    expect(holders).toEqual(["Job setup-1 seed"]);
  });

  const revision = (...args: Parameters<typeof sampleStore>) => envOf(medusa(...args), "Deployment server").SETUP_REVISION;
  const { images } = medusaEnvironment();

  test("has one revision in every pod that waits for it", () => {
    const objects = medusa();
    const first = revision();
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(envOf(objects, "Deployment worker").SETUP_REVISION).toBe(first);
    expect(envOf(objects, "Job setup-1", 0).SETUP_REVISION).toBe(first);
    expect(envOf(objects, "Job setup-1", 1).SETUP_REVISION).toBe(first);
  });

  test.each<[string, Parameters<typeof sampleStore>]>([
    ["title", [{ title: "Other" }]],
    ["currency", [{ currency: "SEK" }]],
    ["country", [{ country: "SE" }]],
    ["admin", [{ adminEmail: "other@aurora.example" }]],
    ["sample products", [{ sampleProducts: 4 }]],
    ["secrets", [{}, { secretsRevision: "r2" }]],
    ["address", [{}, { port: 8080 }]],
    ["image", [{}, { images: { ...images, medusa: "storefleet.local/medusa:2.22.0-0123456789ab" } }]],
  ])("has a new revision with a new %s", (_, args) => {
    expect(revision(...args)).not.toBe(revision());
  });

  test.each<[string, Parameters<typeof sampleStore>]>([
    ["owner", [{ owner: "team-b" }]],
    ["plan and replicas", [{ plan: "standard", replicas: 2 }]],
    ["database image", [{}, { images: { ...images, postgres: "storefleet.local/postgres:17.7-0123456789ab" } }]],
  ])("has the same revision with another %s", (_, args) => {
    expect(revision(...args)).toBe(revision());
  });
});

describe("text that a person wrote", () => {
  test("cannot name another variable", () => {
    const objects = medusa({ title: '$(ADMIN_PASSWORD) & $5 "deals": yes' });
    const expected = '$$(ADMIN_PASSWORD) & $$5 "deals": yes';
    expect(envOf(objects, "Job setup-1", 1).STORE_TITLE).toBe(expected);
    expect(envOf(objects, "Deployment storefront").STORE_TITLE).toBe(expected);
  });

  test.each(["{{ .Values.secretName }}", "yes", "1e3", "'; DROP TABLE store; --", "# not a comment", "ünïcödé 🛒"])(
    "%j arrives as it is",
    (title) => {
      expect(envOf(medusa({ title }), "Deployment storefront").STORE_TITLE).toBe(title);
    },
  );
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

function medusaEnvironment() {
  return { images: sampleStore().values.images as Record<string, string> };
}
