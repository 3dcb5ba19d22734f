import { testPublicKey } from "./azure-cluster.ts";
import { testRootSecret } from "./configuration.ts";

/** Settings of Azure as a person writes them. */
export const productionAzure = { location: "westeurope", adminCidrs: ["203.0.113.0/24"], adminPublicKey: testPublicKey };

/** References in a registry for every image of both engines, and the control plane's. */
export const productionImages = {
  postgres: "ghcr.io/acme/storefleet/postgres:17.6-000000000001",
  valkey: "ghcr.io/acme/storefleet/valkey:8.1-000000000002",
  medusa: "ghcr.io/acme/storefleet/medusa:2.21.2-000000000003",
  storefront: "ghcr.io/acme/storefleet/storefront:0.1.0-000000000004",
  mariadb: "ghcr.io/acme/storefleet/mariadb:11.8-000000000005",
  woocommerce: "ghcr.io/acme/storefleet/woocommerce:11.0-000000000006",
  "control-plane": "ghcr.io/acme/storefleet/control-plane:0.1.0-000000000007",
} as const;

/** A complete configuration of production as the engine hands it to the program; a change to undefined removes a key. */
export function productionConfig(changes: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const values = {
    "storefleet:cluster": "azure-k3s",
    "storefleet:baseDomain": "shops.acme.com",
    "storefleet:scheme": "https",
    "storefleet:storageClass": "storefleet-volumes",
    "storefleet:podSecurityVersion": "v1.36",
    "storefleet:requireImages": "true",
    "storefleet:images": JSON.stringify(productionImages),
    "storefleet:ingress": JSON.stringify({ install: true, namespace: "traefik", hostPorts: { http: 80, https: 443 } }),
    "storefleet:azure": JSON.stringify(productionAzure),
    "storefleet:certificates": JSON.stringify({ email: "ops@acme.com" }),
    "storefleet:rootSecret": testRootSecret,
    ...changes,
  };
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Keys that are encrypted in production's stack file. */
export const productionSecretKeys = ["storefleet:rootSecret"] as const;
