import { stringify } from "yaml";

/** Root secret of the tests: 32 bytes of 7. */
export const testRootSecret = Buffer.alloc(32, 7).toString("base64");

export const testKubeconfig = stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "test",
  contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
  clusters: [{ name: "test", cluster: { server: "https://192.0.2.1:6443", "certificate-authority-data": "Q0E=" } }],
  users: [{ name: "admin", user: { token: "kube-token" } }],
});

/** References for every image of the Medusa engine. */
export const medusaImages = {
  postgres: "storefleet.local/postgres:17.6-000000000001",
  valkey: "storefleet.local/valkey:8.1-000000000002",
  medusa: "storefleet.local/medusa:2.21.2-000000000003",
  storefront: "storefleet.local/storefront:0.1.0-000000000004",
} as const;

/** A complete local configuration as the engine hands it to a program; a change to undefined removes a key. */
export function testConfig(changes: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const values = {
    "storefleet:cluster": "local",
    "storefleet:baseDomain": "localhost",
    "storefleet:scheme": "http",
    "storefleet:storageClass": "local-path",
    "storefleet:podSecurityVersion": "v1.36",
    "storefleet:requireImages": "false",
    "storefleet:images": JSON.stringify(medusaImages),
    "storefleet:ingress": JSON.stringify({ install: true, image: "storefleet.local/traefik:3.6.7-000000000005" }),
    "storefleet:rootSecret": testRootSecret,
    "storefleet:kubeconfig": testKubeconfig,
    "storefleet:kubernetesPluginVersion": "4.18.1",
    ...changes,
  };
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Keys that are encrypted in a stack's file. */
export const testSecretKeys = ["storefleet:rootSecret", "storefleet:kubeconfig"] as const;
