import { describe, expect, test } from "@jest/globals";
import { ConfigProblems, parseConfig } from "../config.ts";
import { productionAzure, productionConfig, productionSecretKeys } from "../testing/production.ts";
import { vmSizeNames } from "./vm-sizes.ts";

const parse = (changes: Readonly<Record<string, string | undefined>>, secretKeys: readonly string[] = productionSecretKeys) =>
  parseConfig({ values: productionConfig(changes), secretKeys });
const azure = (changes: object) => ({ "storefleet:azure": JSON.stringify({ ...productionAzure, ...changes }) });

function problemsOf(changes: Readonly<Record<string, string | undefined>>) {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  return [];
}

describe("configuration of production", () => {
  test("fills what a person need not say", () => {
    expect(parse({}).azure).toEqual({
      ...productionAzure,
      vmSize: "Standard_D4s_v5",
      agents: 0,
      dataDiskGiB: 128,
      k3s: { version: "v1.36.4+k3s1" },
      encryptionAtHost: false,
      snapshotRedundancy: "GRS",
      accessVersion: 1,
      aks: { kubernetesVersion: "1.36", minNodes: 1, maxNodes: 5 },
    });
    expect(parse({}).certificates).toEqual({ email: "ops@acme.com", staging: false });
  });

  test("takes a location as Azure's portal writes it", () => {
    expect(parse(azure({ location: "West Europe" })).azure?.location).toBe("westeurope");
  });

  test("a self-service stack has the cluster's kubeconfig and makes none", () => {
    const store = JSON.stringify({ name: "shop", engine: "medusa", adminEmail: "a@shop.example" });
    const config = parse({ "storefleet:store": store, "storefleet:kubeconfig": "apiVersion: v1" }, [
      "storefleet:rootSecret",
      "storefleet:kubeconfig",
    ]);
    expect(config.kubeconfig).toBe("apiVersion: v1");
  });

  const sum = "0".repeat(64);
  test.each([
    ["adminCidrs is missing", azure({ adminCidrs: undefined }), "storefleet:azure.adminCidrs", "is missing"],
    [
      "adminCidrs is empty",
      azure({ adminCidrs: [] }),
      "storefleet:azure.adminCidrs",
      "names no range, so nobody could administer the cluster",
    ],
    ["adminCidrs is open to the world", azure({ adminCidrs: ["0.0.0.0/0"] }), "storefleet:azure.adminCidrs", "is wider than /16"],
    [
      "adminCidrs is open to the IPv6 world",
      azure({ adminCidrs: ["::/0"] }),
      "storefleet:azure.adminCidrs",
      "is an IPv6 range, but the cluster has an IPv4 address only",
    ],
    ["the base domain is malformed", { "storefleet:baseDomain": "shops..acme.com" }, "storefleet:baseDomain", "is not allowed"],
    [
      "the base domain cannot be owned",
      { "storefleet:baseDomain": "shops.example.com" },
      "storefleet:baseDomain",
      "cannot be owned: example.com is reserved",
    ],
    ["the VM size is unknown", azure({ vmSize: "Standard_D4_v5" }), "storefleet:azure.vmSize", "is not a size that Storefleet knows"],
    ["agents is negative", azure({ agents: -1 }), "storefleet:azure.agents", "is not a whole number from 0 to 9"],
    ["agents are too many", azure({ agents: 10 }), "storefleet:azure.agents", "is not a whole number from 0 to 9"],
    ["the data disk is too small", azure({ dataDiskGiB: 64 }), "storefleet:azure.dataDiskGiB", "is not a whole number from 96 to 4095"],
    [
      "the SSH key is a private one",
      azure({ adminPublicKey: "-----BEGIN OPENSSH PRIVATE KEY-----" }),
      "storefleet:azure.adminPublicKey",
      "is not one line of an SSH public key (ssh-ed25519 AAAA…)",
    ],
    [
      "a k3s checksum does not match",
      azure({ k3s: { version: "v1.36.4+k3s1", binarySha256: sum } }),
      "storefleet:azure.k3s",
      `azure.k3s.binarySha256 is ${sum}, but v1.36.4+k3s1`,
    ],
    [
      "a k3s version has no checksums",
      azure({ k3s: { version: "v1.37.1+k3s1" } }),
      "storefleet:azure.k3s",
      "azure.k3s.imagesSha256 is missing",
    ],
    [
      "the k3s version is a channel",
      azure({ k3s: { version: "stable" } }),
      "storefleet:azure.k3s.version",
      "is not a k3s version such as v1.36.4+k3s1",
    ],
    ["a setting is unknown", azure({ adminCidr: [] }), "storefleet:azure.adminCidr", "is not a known key"],
    [
      "there would be no certificate",
      { "storefleet:certificates": undefined },
      "storefleet:certificates.email",
      "is missing, so no shop would have a certificate",
    ],
    ["the scheme is http", { "storefleet:scheme": "http" }, "storefleet:scheme", "is not https, but the cluster is on the Internet"],
    [
      "AKS may have fewer machines than it must",
      azure({ aks: { kubernetesVersion: "1.36", minNodes: 3, maxNodes: 2 } }),
      "storefleet:azure.aks.maxNodes",
      "is less than minNodes",
    ],
    [
      "an existing cluster has no kubeconfig",
      { "storefleet:cluster": "existing", "storefleet:certificates": undefined, "storefleet:ingress": JSON.stringify({ install: false }) },
      "storefleet:kubeconfig",
      "is missing for cluster existing",
    ],
  ])("refuses when %s", (_, changes, key, message) => {
    const found = problemsOf(changes).find((problem) => problem.key === key);
    expect(found?.message).toContain(message);
  });

  test("says how to mend each", () => {
    expect(() => parse(azure({ adminCidrs: ["203.0.113.7"], vmSize: "Standard_D4_v5", location: undefined }))).toThrow(
      [
        "3 problems in the stack's configuration:",
        "  - storefleet:azure.location is missing; allowed: an Azure region; fix: pulumi config set --path storefleet:azure.location westeurope",
        "  - storefleet:azure.adminCidrs is not a range in CIDR notation; got 203.0.113.7; allowed: { location, adminCidrs, adminPublicKey, vmSize?, agents?, dataDiskGiB?, k3s?, aks?, … }; fix: write 203.0.113.7/32",
        `  - storefleet:azure.vmSize is not a size that Storefleet knows; got Standard_D4_v5; allowed: ${vmSizeNames.join(", ")}; fix: did you mean Standard_D4s_v5?`,
      ].join("\n"),
    );
  });

  test("names everything that is missing at once, and how to say it", () => {
    const missing = problemsOf({ "storefleet:azure": undefined, "storefleet:certificates": undefined, "storefleet:baseDomain": undefined });
    expect(missing.map(({ key, message }) => `${key} ${message}`)).toEqual([
      "storefleet:baseDomain is missing",
      "storefleet:azure.location is missing for cluster azure-k3s",
      "storefleet:azure.adminCidrs is missing for cluster azure-k3s",
      "storefleet:azure.adminPublicKey is missing for cluster azure-k3s",
      "storefleet:certificates.email is missing, so no shop would have a certificate",
    ]);
    expect(missing.every(({ allowed, fix }) => allowed !== undefined && fix?.startsWith("pulumi config set "))).toBe(true);
  });

  test("a root secret that is missing is made, not asked for", () => {
    expect(problemsOf({ "storefleet:rootSecret": undefined })[0]?.fix).toBe(
      "openssl rand -base64 32 | pulumi config set --secret storefleet:rootSecret",
    );
  });

  test("a range that is missing beside other settings is asked for as a list", () => {
    expect(problemsOf(azure({ adminCidrs: undefined }))[0]?.fix).toContain("'storefleet:azure.adminCidrs[0]'");
  });
});
