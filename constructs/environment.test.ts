import { describe, expect, test } from "@jest/globals";
import { checkEnvironment, imagesOf, type StoreEnvironment } from "./environment.ts";
import { sampleEnvironment } from "./testing/sample.ts";

const check = (fields: Partial<StoreEnvironment>) => () => checkEnvironment(sampleEnvironment(fields), "medusa");

test("a workstation's environment passes for both engines", () => {
  expect(() => checkEnvironment(sampleEnvironment(), "medusa")).not.toThrow();
  expect(() => checkEnvironment(sampleEnvironment(), "woocommerce")).not.toThrow();
});

test("every optional field may be given", () => {
  const fields = {
    scheme: "https",
    port: 8443,
    tlsSecretName: "wildcard",
    sharedStorageClass: "nfs",
    imagePullSecrets: ["registry"],
  } as const;
  expect(check(fields)).not.toThrow();
});

describe("refuses", () => {
  test.each<[string, Partial<StoreEnvironment>, string]>([
    ["a base domain in capitals", { baseDomain: "Shops.example" }, 'baseDomain is "Shops.example"; allowed: a domain in lower case'],
    ["a base domain with a port", { baseDomain: "localhost:8080" }, 'baseDomain is "localhost:8080"'],
    ["an empty base domain", { baseDomain: "" }, 'baseDomain is ""'],
    ["port 0", { port: 0 }, "port is 0; allowed: a whole number from 1 to 65535"],
    ["a scheme", { scheme: "ftp" as "http" }, 'scheme is "ftp"; allowed: http or https'],
    ["a namespace with a dot", { ingressNamespace: "kube.system" }, 'ingressNamespace is "kube.system"'],
    ["an empty storage class", { storageClass: "" }, 'storageClass is ""; allowed: the name of a storage class'],
    ["an empty shared storage class", { sharedStorageClass: "" }, 'sharedStorageClass is ""'],
    ["a pull secret in capitals", { imagePullSecrets: ["Registry"] }, 'imagePullSecrets is "Registry"'],
    [
      "a Pod Security version that moves",
      { podSecurityVersion: "latest" },
      'podSecurityVersion is "latest"; allowed: a version such as v1.36',
    ],
    ["an empty revision", { secretsRevision: "" }, 'secretsRevision is ""'],
    [
      "a certificate without https",
      { tlsSecretName: "wildcard" },
      'tlsSecretName is "wildcard"; allowed: the name of a Secret, with scheme https',
    ],
  ])("%s", (_, fields, message) => {
    expect(check(fields)).toThrow(message);
  });

  test.each([
    "postgres",
    "postgres:latest",
    "registry:5000/postgres",
    "registry:5000/postgres:latest",
    "postgres:17 ",
    "postgres@sha256:12",
    "",
  ])("the image %j", (postgres) => {
    const images = { ...sampleEnvironment().images, postgres };
    expect(check({ images })).toThrow(
      `images.postgres is ${JSON.stringify(postgres)}; allowed: a reference with a tag other than latest or a digest`,
    );
  });

  test("a missing image, whatever the engine needs", () => {
    for (const engine of ["medusa", "woocommerce"] as const) {
      const run = () => checkEnvironment(sampleEnvironment({ images: {} }), engine);
      for (const image of imagesOf[engine]) expect(run).toThrow(`images.${image} is missing`);
    }
  });

  test("with every problem at once", () => {
    expect(check({ baseDomain: "", storageClass: "", images: {} })).toThrow(
      /^environment for a medusa store:\n {2}- baseDomain .*\n {2}- storageClass .*\n {2}- images\.postgres .*\n {2}- images\.valkey /,
    );
  });
});

test.each([
  "postgres:17",
  "registry.example.com:5000/storefleet/postgres:17.6-abc",
  `postgres@sha256:${"a".repeat(64)}`,
  `registry.example.com/postgres:17@sha256:${"a".repeat(64)}`,
  "postgres:latest-17",
])("accepts the image %s", (postgres) => {
  expect(check({ images: { ...sampleEnvironment().images, postgres } })).not.toThrow();
});
