import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { envOf, find, podOf, render } from "./testing/helm.ts";
import { containersOf, podsOf } from "./testing/pods.ts";

ensureHelm();

const medusa = (...args: Parameters<typeof sampleStore>) => render(sampleStore(...args).values);

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

function medusaEnvironment() {
  return { images: sampleStore().values.images as Record<string, string> };
}
