import { App } from "cdk8s";
import { type StoreInput, type StoreSpec, storeSpecSchema } from "../../stores/schema.ts";
import type { StoreEnvironment } from "../environment.ts";
import { Store, type StoreProps } from "../store.ts";

/** A checked store with the given fields and defaults for all others. */
export function sampleSpec(fields: Partial<StoreInput> = {}): StoreSpec {
  return storeSpecSchema.parse({ name: "aurora", engine: "medusa", adminEmail: "admin@aurora.example", ...fields });
}

/** A workstation's environment, changed by the given fields. */
export function sampleEnvironment(fields: Partial<StoreEnvironment> = {}): StoreEnvironment {
  return {
    baseDomain: "localhost",
    scheme: "http",
    ingressNamespace: "traefik",
    storageClass: "local-path",
    images: {
      postgres: "storefleet.local/postgres:17.6-0123456789ab",
      valkey: "storefleet.local/valkey:8.1-0123456789ab",
      medusa: "storefleet.local/medusa:2.21.2-0123456789ab",
      storefront: "storefleet.local/storefront:0.1.0-0123456789ab",
      mariadb: "storefleet.local/mariadb:11.8-0123456789ab",
      woocommerce: "storefleet.local/woocommerce:11.0.1-0123456789ab",
    },
    managedBy: "declared",
    podSecurityVersion: "v1.36",
    secretsRevision: "r1",
    ...fields,
  };
}

/** A store of the given fields in an app of its own. */
export function sampleStore(
  fields: Partial<StoreInput> = {},
  environment: Partial<StoreEnvironment> = {},
  props: Omit<StoreProps, "spec" | "environment"> = {},
): Store {
  const spec = sampleSpec(fields);
  return new Store(new App(), spec.name, { spec, environment: sampleEnvironment(environment), ...props });
}
