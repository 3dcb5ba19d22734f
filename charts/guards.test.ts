import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import type { ReleaseValues } from "../constructs/values-schema.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { render, renderError, type TestValues } from "./testing/helm.ts";

ensureHelm();

/** Complete values, changed at one dotted path. */
function changed(path: string, value: unknown, values: ReleaseValues = sampleStore().values): TestValues {
  const copy = structuredClone(values) as TestValues;
  const keys = path.split(".");
  const last = keys.pop() as string;
  const parent = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe("the schema refuses", () => {
  test.each<[string, unknown, string]>([
    ["typo", 1, "additional properties 'typo' not allowed"],
    ["store.typo", 1, "additional properties 'typo' not allowed"],
    ["resources.server.typo", 1, "additional properties 'typo' not allowed"],
    ["images.mariadb", "mariadb:11", "additional properties 'mariadb' not allowed"],
    ["engine", "magento", "value must be one of 'medusa', 'woocommerce'"],
    ["engine", undefined, "missing property 'engine'"],
    ["images.postgres", undefined, "missing property 'postgres'"],
    ["replicas", 0, "minimum: got 0, want 1"],
    ["store.currency", "eur", "does not match pattern"],
    ["storage.databaseGiB", "1Gi", "got string, want integer"],
    ["resources.cache.limits.memory", "128MB", "does not match pattern"],
    ["url", "http://aurora.localhost/", "does not match pattern"],
  ])("%s = %j", (path, value, message) => {
    expect(renderError(changed(path, value))).toContain(message);
  });
});

describe("cross-value checks refuse", () => {
  const tls = sampleStore({}, { scheme: "https", baseDomain: "shops.example.com" }).values;
  const woocommerce = sampleStore({ engine: "woocommerce", name: "bramble" }).values;

  test("a release that is not named like its store", () => {
    expect(renderError(sampleStore().values, { release: "other" })).toContain(
      'the release is named "other" but store.name is "aurora"; install it as "aurora"',
    );
  });

  test("a namespace without the store's guardrails", () => {
    expect(renderError(sampleStore().values, { namespace: "default" })).toContain(
      'the namespace is "default"; install store "aurora" into namespace "store-aurora", where its guardrails are',
    );
  });

  test("a host that is not the address's", () => {
    expect(renderError(changed("host", "shop.example.com"))).toContain(
      'url "http://aurora.localhost" has host "aurora.localhost" but host is "shop.example.com"; make them equal',
    );
  });

  test("https without TLS, and TLS without https", () => {
    expect(renderError(changed("ingress.tls.enabled", false, tls))).toContain(
      'url is "https://aurora.shops.example.com" but ingress.tls.enabled is false; https needs true, http needs false',
    );
    expect(renderError(changed("ingress.tls.enabled", true))).toContain(
      'url is "http://aurora.localhost" but ingress.tls.enabled is true; https needs true, http needs false',
    );
  });

  test("a certificate without TLS", () => {
    expect(renderError(changed("ingress.tls.secretName", "wildcard"))).toContain(
      "ingress.tls.secretName is set but ingress.tls.enabled is false; enable TLS or leave the name empty",
    );
  });

  test("a burst below the average", () => {
    expect(renderError(changed("ingress.rateLimit.burst", 49))).toContain(
      "ingress.rateLimit.burst is below ingress.rateLimit.average; raise burst",
    );
  });

  test("WooCommerce replicas that cannot share their uploads", () => {
    expect(renderError(changed("replicas", 2, woocommerce))).toContain(
      "replicas is 2 but storage.uploadsAccessMode is ReadWriteOnce; WooCommerce pods share their uploads, so use ReadWriteMany or one replica",
    );
  });

  test.each(["storefleet.local/medusa", "registry.example.com:5000/medusa", "storefleet.local/medusa:latest"])(
    "the moving image %s",
    (image) => {
      expect(renderError(changed("images.medusa", image))).toContain(
        `images.medusa is "${image}"; pin it by a tag other than latest or by a digest`,
      );
    },
  );

  test("nothing of what they accept", () => {
    expect(render(sampleStore({}, { port: 8080 }).values).length).toBeGreaterThan(0);
    expect(render(tls).length).toBeGreaterThan(0);
    expect(render(changed("ingress.rateLimit.burst", 50)).length).toBeGreaterThan(0);
    expect(render(changed("images.medusa", `registry.example.com:5000/medusa@sha256:${"a".repeat(64)}`)).length).toBeGreaterThan(0);
  });
});
