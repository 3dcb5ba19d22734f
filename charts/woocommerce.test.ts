import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { envOf, find, podOf, render } from "./testing/helm.ts";
import { containersOf, podsOf } from "./testing/pods.ts";

ensureHelm();

const shared = { sharedStorageClass: "azurefile" };
const woocommerce = ([fields, environment]: Parameters<typeof sampleStore> = []) =>
  render(sampleStore({ engine: "woocommerce", name: "bramble", ...fields }, environment).values);

test("a WooCommerce release has exactly these objects", () => {
  expect(
    woocommerce()
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort(),
  ).toEqual([
    "CronJob cron",
    "Deployment server",
    "IngressRoute store",
    "Job setup-1",
    "Middleware bodylimit",
    "Middleware headers",
    "Middleware ratelimit",
    "PersistentVolumeClaim database",
    "PersistentVolumeClaim uploads",
    "Service database",
    "Service server",
    "StatefulSet database",
  ]);
});

test("no object is a hook", () => {
  for (const { metadata } of woocommerce()) expect(metadata.annotations ?? {}).not.toHaveProperty(["helm.sh/hook"]);
});

test.each([
  ["server", 8080],
  ["database", 3306],
])("service %s leads to a port that its pods have", (name, port) => {
  const objects = woocommerce();
  const spec = find(objects, "Service", name).spec as { selector: Record<string, string>; ports: { port: number; targetPort: string }[] };
  const pods = podsOf(objects).filter(({ labels }) => Object.entries(spec.selector).every(([key, value]) => labels[key] === value));
  expect(pods).toHaveLength(1);
  const target = pods[0]?.spec.containers[0]?.ports?.find((candidate) => candidate.name === spec.ports[0]?.targetPort);
  expect([spec.ports[0]?.port, target?.containerPort]).toEqual([port, port]);
});

describe("every WordPress process", () => {
  const owners = ["Deployment server", "Job setup-1", "CronJob cron"];

  test("knows the shop's address, the setup it belongs to and every salt", () => {
    const objects = woocommerce([{}, { port: 8080 }]);
    for (const owner of owners) {
      expect(envOf(objects, owner)).toMatchObject({
        STORE_URL: "http://bramble.localhost:8080",
        SETUP_REVISION: envOf(objects, "Deployment server").SETUP_REVISION,
        WAIT_SECONDS: "600",
        HOME: "/tmp",
      });
      const secrets = (podOf(objects, owner).spec.containers[0]?.env ?? []).flatMap(({ name, valueFrom }) =>
        valueFrom?.secretKeyRef === undefined ? [] : [[name, (valueFrom.secretKeyRef as { key: string }).key]],
      );
      expect(secrets.slice(0, 9)).toEqual([
        ["DATABASE_PASSWORD", "database-password"],
        ["AUTH_KEY", "auth-key"],
        ["SECURE_AUTH_KEY", "secure-auth-key"],
        ["LOGGED_IN_KEY", "logged-in-key"],
        ["NONCE_KEY", "nonce-key"],
        ["AUTH_SALT", "auth-salt"],
        ["SECURE_AUTH_SALT", "secure-auth-salt"],
        ["LOGGED_IN_SALT", "logged-in-salt"],
        ["NONCE_SALT", "nonce-salt"],
      ]);
    }
  });

  test("writes to its temporary folder and the uploads only; setup alone also to the dumps, which are not served", () => {
    const objects = woocommerce();
    const uploads = [
      { name: "tmp", mountPath: "/tmp" },
      { name: "uploads", mountPath: "/var/www/html/wp-content/uploads", subPath: "uploads" },
    ];
    for (const owner of owners) {
      expect(podOf(objects, owner).spec.containers[0]?.volumeMounts).toEqual(
        owner === "Job setup-1" ? [...uploads, { name: "uploads", mountPath: "/var/dumps", subPath: "dumps" }] : uploads,
      );
    }
    expect(envOf(objects, "Job setup-1").UPGRADE_DUMP_DIR).toBe("/var/dumps");
  });

  test("stays on the volume's node exactly while one node mounts it", () => {
    for (const owner of owners) {
      expect(podOf(woocommerce(), owner).spec.affinity).toBeDefined();
      expect(podOf(woocommerce([{}, shared]), owner).spec.affinity).toBeUndefined();
    }
  });
});

describe("the server", () => {
  test("is replaced, not rolled, while one node mounts the uploads", () => {
    expect(find(woocommerce(), "Deployment", "server").spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  });

  test("rolls where they are shared, with a disruption budget for several pods", () => {
    const objects = woocommerce([{ plan: "standard", replicas: 2 }, shared]);
    expect(find(objects, "Deployment", "server").spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    expect(find(objects, "PodDisruptionBudget", "server").spec).toHaveProperty("maxUnavailable", 1);
    expect(woocommerce([{}, shared]).some(({ kind }) => kind === "PodDisruptionBudget")).toBe(false);
  });

  test("lets only the truth decide about traffic", () => {
    const container = podOf(woocommerce(), "Deployment server").spec.containers[0];
    expect(container?.startupProbe).toMatchObject({ httpGet: { path: "/healthz.php", port: "http" }, periodSeconds: 1 });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: "/healthz.php", port: "http" } });
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: "/livez.txt", port: "http" } });
  });
});

describe("setup", () => {
  test("gets the shop's settings; the administrator's password goes nowhere else", () => {
    const objects = woocommerce([{ title: "Bramble $1 Books", currency: "GBP", country: "GB", sampleProducts: 7 }]);
    expect(envOf(objects, "Job setup-1")).toMatchObject({
      STORE_TITLE: "Bramble $$1 Books",
      STORE_CURRENCY: "GBP",
      STORE_COUNTRY: "GB",
      STORE_SAMPLE_PRODUCTS: "7",
      ADMIN_EMAIL: "admin@aurora.example",
    });
    for (const secret of ["ADMIN_PASSWORD", "API_CONSUMER_KEY", "API_CONSUMER_SECRET"]) {
      const holders = podsOf(objects).filter(({ spec }) =>
        containersOf(spec).some(({ env = [] }) => env.some(({ name }) => name === secret)),
      );
      expect(holders.map(({ owner }) => owner)).toEqual(["Job setup-1"]);
    }
  });

  test("keeps its log and is tried again", () => {
    const { spec } = find(woocommerce(), "Job", "setup-1");
    expect(spec).toMatchObject({
      backoffLimit: 1,
      podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { containerName: "setup", operator: "In", values: [2] } }] },
      activeDeadlineSeconds: 1800,
      ttlSecondsAfterFinished: 86400,
      template: { spec: { restartPolicy: "Never" } },
    });
  });

  test("has a new revision with a new image", () => {
    const images = { ...(sampleStore({ engine: "woocommerce" }).values.images as Record<string, string>) };
    const revision = (image: string) =>
      envOf(woocommerce([{}, { images: { ...images, woocommerce: image } }]), "Deployment server").SETUP_REVISION;
    expect(revision("storefleet.local/woocommerce:11.0.2-0123456789ab")).not.toBe(
      revision("storefleet.local/woocommerce:11.0.1-0123456789ab"),
    );
  });
});

describe("mail", () => {
  const smtp = { host: "smtp.example.com", port: 465, security: "tls", user: "b$ramble", from: "shop@example.com" } as const;
  const senders = ["Deployment server", "CronJob cron"];
  const names = (objects: ReturnType<typeof woocommerce>, owner: string) =>
    Object.keys(envOf(objects, owner)).filter((name) => /^(SMTP|MAIL)_/.test(name));

  test("goes through the server of the spec, from the processes that send it", () => {
    const objects = woocommerce([{ smtp }]);
    for (const owner of senders) {
      expect(envOf(objects, owner)).toMatchObject({
        SMTP_HOST: "smtp.example.com",
        SMTP_PORT: "465",
        SMTP_SECURITY: "tls",
        SMTP_USER: "b$$ramble",
        MAIL_FROM: "shop@example.com",
      });
      const password = podOf(objects, owner).spec.containers[0]?.env?.find(({ name }) => name === "SMTP_PASSWORD");
      expect(password?.valueFrom?.secretKeyRef).toEqual({ name: "store-secrets", key: "smtp-password" });
    }
    expect(names(objects, "Job setup-1")).toEqual([]);
  });

  test("needs no password without a log-in", () => {
    const objects = woocommerce([{ smtp: { host: "smtp.example.com" } }]);
    for (const owner of senders) expect(names(objects, owner)).toEqual(["SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "MAIL_FROM"]);
  });

  test("is off without a server", () => {
    for (const owner of senders) expect(names(woocommerce(), owner)).toEqual([]);
  });
});

describe("the database", () => {
  test("alone gets the root password, and is probed by command", () => {
    const objects = woocommerce();
    const holders = podsOf(objects).filter(({ spec }) =>
      containersOf(spec).some(({ env = [] }) => env.some(({ name }) => name === "DATABASE_ROOT_PASSWORD")),
    );
    expect(holders.map(({ owner }) => owner)).toEqual(["StatefulSet database"]);
    const container = podOf(objects, "StatefulSet database").spec.containers[0];
    for (const probe of [container?.startupProbe, container?.readinessProbe, container?.livenessProbe]) {
      expect(probe).toMatchObject({ exec: { command: ["store-database-ready"] } });
    }
  });
});

test("scheduled tasks run one at a time and are not repeated: the next run is near", () => {
  expect(find(woocommerce(), "CronJob", "cron").spec).toMatchObject({
    schedule: "*/5 * * * *",
    concurrencyPolicy: "Forbid",
    jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 280 } },
  });
});
