import { describe, expect, test } from "@jest/globals";
import { ConfigProblems, parseConfig, type RawConfig } from "./config.ts";

const rootSecret = Buffer.alloc(32, 1).toString("base64");
const values = {
  "storefleet:cluster": "local",
  "storefleet:baseDomain": "localhost",
  "storefleet:scheme": "http",
  "storefleet:storageClass": "local-path",
  "storefleet:podSecurityVersion": "v1.36",
  "storefleet:rootSecret": rootSecret,
  "storefleet:kubeconfig": "apiVersion: v1",
  "storefleet:ingress": JSON.stringify({ install: false }),
};
const secretKeys = ["storefleet:rootSecret", "storefleet:kubeconfig"];
const raw = (changes: Readonly<Record<string, string | undefined>> = {}): RawConfig => ({
  values: Object.fromEntries(
    Object.entries({ ...values, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  secretKeys,
});

function problemsOf(config: RawConfig) {
  try {
    parseConfig(config);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  return [];
}

describe("parseConfig", () => {
  test("fills defaults and types every value", () => {
    expect(
      parseConfig(
        raw({
          "storefleet:httpPort": "8080",
          "storefleet:requireImages": "false",
          "storefleet:secretsVersion": "2",
          "storefleet:images": JSON.stringify({ medusa: "storefleet.local/medusa:2.21.2-0123456789ab" }),
          "kubernetes:context": "another provider's key",
        }),
      ),
    ).toEqual({
      cluster: "local",
      baseDomain: "localhost",
      scheme: "http",
      httpPort: 8080,
      tlsSecretName: undefined,
      storageClass: "local-path",
      sharedStorageClass: undefined,
      images: { medusa: "storefleet.local/medusa:2.21.2-0123456789ab" },
      imagePullSecrets: [],
      requireImages: false,
      podSecurityVersion: "v1.36",
      rootSecret,
      secretsVersion: 2,
      ingress: { install: false, namespace: "traefik", hostPorts: { http: 80 } },
      kubeconfig: "apiVersion: v1",
      kubernetesPluginVersion: undefined,
      addOns: {},
      customDomains: {},
      smtpPasswords: {},
      orchestratorAccess: false,
      store: undefined,
    });
  });

  test("reports every problem at once, with key, value, what is allowed and the fix", () => {
    const attempt = () =>
      parseConfig(
        raw({
          "storefleet:httpPort": "eighty",
          "storefleet:storageClass": undefined,
          "storefleet:baseDomian": "localhost",
          "storefleet:baseDomain": undefined,
        }),
      );
    expect(attempt).toThrow(
      [
        "4 problems in the stack's configuration:",
        "  - storefleet:baseDomian is not a known key; fix: did you mean storefleet:baseDomain?",
        "  - storefleet:baseDomain is missing; allowed: a domain in lower case, such as localhost or shops.example.com; fix: pulumi config set storefleet:baseDomain …",
        '  - storefleet:httpPort is not allowed; got "eighty"; allowed: a whole number from 1 to 65535',
        "  - storefleet:storageClass is missing; allowed: the name of a storage class; kubectl get storageclass lists them; fix: pulumi config set storefleet:storageClass …",
      ].join("\n"),
    );
  });

  test.each([
    ["cluster is unknown", { "storefleet:cluster": "gke" }, "storefleet:cluster"],
    ["httpPort is out of range", { "storefleet:httpPort": "70000" }, "storefleet:httpPort"],
    ["scheme is unknown", { "storefleet:scheme": "ftp" }, "storefleet:scheme"],
    ["an image has no tag", { "storefleet:images": '{"medusa":"medusa"}' }, "storefleet:images.medusa"],
    ["images is no object", { "storefleet:images": "medusa" }, "storefleet:images"],
    ["requireImages is no truth value", { "storefleet:requireImages": "yes" }, "storefleet:requireImages"],
    ["podSecurityVersion is not pinned", { "storefleet:podSecurityVersion": "latest" }, "storefleet:podSecurityVersion"],
    ["secretsVersion is zero", { "storefleet:secretsVersion": "0" }, "storefleet:secretsVersion"],
    ["an ingress key is unknown", { "storefleet:ingress": '{"install":false,"imgae":"a:1"}' }, "storefleet:ingress.imgae"],
    [
      "a host port is out of range",
      { "storefleet:ingress": '{"install":false,"hostPorts":{"http":0}}' },
      "storefleet:ingress.hostPorts.http",
    ],
    ["the ingress has no image", { "storefleet:ingress": '{"install":true}' }, "storefleet:ingress.image"],
    ["there is a certificate but no https", { "storefleet:tlsSecretName": "wildcard" }, "storefleet:tlsSecretName"],
    ["the plugin's version is a range", { "storefleet:kubernetesPluginVersion": "^4.18.1" }, "storefleet:kubernetesPluginVersion"],
  ])("refuses when %s", (_, changes, key) => {
    expect(problemsOf(raw(changes)).map((problem) => problem.key)).toEqual([key]);
  });

  test("refuses when a secret is stored in plain text, and never shows a secret", () => {
    const problems = problemsOf({ values: { ...values, "storefleet:rootSecret": "hunter2" }, secretKeys: ["storefleet:kubeconfig"] });
    expect(problems).toEqual([
      { key: "storefleet:rootSecret", message: "is stored in plain text", fix: "pulumi config set --secret storefleet:rootSecret" },
      { key: "storefleet:rootSecret", message: "is not allowed", allowed: "base64 of at least 32 random bytes" },
    ]);
    expect(new ConfigProblems(problems).message).not.toContain("hunter2");
  });
});
