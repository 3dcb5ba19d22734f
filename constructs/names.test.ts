import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { engines, reservedNames, storeSpecSchema } from "../stores/schema.ts";
import {
  componentsOf,
  namespaceName,
  objectNames,
  portsOf,
  releaseName,
  serviceAccounts,
  storeAdminUrl,
  storeHost,
  storeLabels,
  storeUrl,
} from "./names.ts";

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** Helm's own limit. */
const maxReleaseLength = 53;

const storeName = fc.stringMatching(/^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/).filter((name) => !reservedNames.includes(name));
const owner = fc.stringMatching(/^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/);
const baseDomain = fc
  .array(fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join("."));

describe("for every valid store name", () => {
  test("the generator makes only names that the schema accepts", () => {
    fc.assert(
      fc.property(storeName, (name) => {
        expect(storeSpecSchema.safeParse({ name, engine: "medusa", adminEmail: "a@b.example" }).success).toBe(true);
      }),
    );
  });

  test("namespace and release are DNS labels within their limits", () => {
    fc.assert(
      fc.property(storeName, (name) => {
        expect(namespaceName(name)).toMatch(dnsLabel);
        expect(releaseName(name)).toMatch(dnsLabel);
        expect(releaseName(name).length).toBeLessThanOrEqual(maxReleaseLength);
      }),
    );
  });

  test("two stores share neither namespace nor release nor host", () => {
    fc.assert(
      fc.property(storeName, storeName, (a, b) => {
        fc.pre(a !== b);
        const address = { baseDomain: "localhost", scheme: "http" } as const;
        expect(namespaceName(a)).not.toBe(namespaceName(b));
        expect(releaseName(a)).not.toBe(releaseName(b));
        expect(storeHost(a, address)).not.toBe(storeHost(b, address));
      }),
    );
  });

  test("the address is a URL whose parts are what was given", () => {
    const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
    fc.assert(
      fc.property(storeName, baseDomain, fc.constantFrom("http" as const, "https" as const), port, (name, domain, scheme, portNumber) => {
        const address = { baseDomain: domain, scheme, port: portNumber };
        const url = new URL(storeUrl(name, address));
        expect(url.origin).toBe(storeUrl(name, address));
        expect(url.hostname).toBe(storeHost(name, address));
        expect(url.protocol).toBe(`${scheme}:`);
        const usual = scheme === "https" ? 443 : 80;
        expect(url.port).toBe(portNumber === undefined || portNumber === usual ? "" : String(portNumber));
      }),
    );
  });

  test("labels have valid values", () => {
    fc.assert(
      fc.property(storeName, owner, fc.constantFrom(...engines), (name, person, engine) => {
        for (const value of Object.values(storeLabels({ name, engine, owner: person }, "declared"))) expect(value).toMatch(labelValue);
      }),
    );
  });
});

describe("addresses", () => {
  test("leave out the scheme's own port", () => {
    expect(storeUrl("aurora", { baseDomain: "localhost", scheme: "http", port: 80 })).toBe("http://aurora.localhost");
    expect(storeUrl("aurora", { baseDomain: "shops.example.com", scheme: "https", port: 443 })).toBe("https://aurora.shops.example.com");
  });

  test("name any other port", () => {
    expect(storeUrl("aurora", { baseDomain: "localhost", scheme: "http", port: 8080 })).toBe("http://aurora.localhost:8080");
    expect(storeUrl("aurora", { baseDomain: "localhost", scheme: "http", port: 443 })).toBe("http://aurora.localhost:443");
  });

  test("lead to each engine's administration", () => {
    const address = { baseDomain: "localhost", scheme: "http" } as const;
    expect(storeAdminUrl("aurora", "medusa", address)).toBe("http://aurora.localhost/app");
    expect(storeAdminUrl("bramble", "woocommerce", address)).toBe("http://bramble.localhost/wp-admin/");
  });
});

test("labels name the store, its owner and who manages it", () => {
  expect(storeLabels({ name: "aurora", engine: "medusa", owner: "team-a" }, "control-plane")).toEqual({
    "app.kubernetes.io/name": "universal-store",
    "app.kubernetes.io/instance": "aurora",
    "app.kubernetes.io/part-of": "storefleet",
    "app.kubernetes.io/managed-by": "pulumi",
    "storefleet.dev/store": "aurora",
    "storefleet.dev/engine": "medusa",
    "storefleet.dev/owner": "team-a",
    "storefleet.dev/managed-by": "control-plane",
  });
});

test("components, ports and object names are what charts, policies and probes agree on", () => {
  expect(componentsOf).toEqual({
    medusa: ["storefront", "server", "worker", "database", "cache", "setup"],
    woocommerce: ["server", "database", "setup", "cron"],
  });
  expect(portsOf).toEqual({
    medusa: { storefront: 3000, server: 9000, database: 5432, cache: 6379 },
    woocommerce: { server: 8080, database: 3306 },
  });
  expect(serviceAccounts).toEqual(["store-app", "store-jobs", "store-data"]);
  for (const name of Object.values(objectNames)) expect(name).toMatch(dnsLabel);
});
