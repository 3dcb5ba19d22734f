import type { Engine } from "../stores/schema.ts";

/** A part of a store: value of the label `app.kubernetes.io/component`, by which NetworkPolicies select. */
export type Component = "storefront" | "server" | "worker" | "database" | "cache" | "setup" | "cron";

/** Every component of an engine, shopper's side first. */
export const componentsOf = {
  medusa: ["storefront", "server", "worker", "database", "cache", "setup"],
  woocommerce: ["server", "database", "setup", "cron"],
} as const satisfies Record<Engine, readonly Component[]>;

/** TCP port that a component listens on; a component without one accepts no traffic. */
export const portsOf: Readonly<Record<Engine, Readonly<Partial<Record<Component, number>>>>> = {
  medusa: { storefront: 3000, server: 9000, database: 5432, cache: 6379 },
  woocommerce: { server: 8080, database: 3306 },
};

/** Object names inside a store's namespace. They are the same in every store: the namespace isolates. */
export const objectNames = {
  secret: "store-secrets",
  /** Used by server, worker and storefront. */
  appAccount: "store-app",
  /** Used by setup jobs and scheduled jobs. */
  jobsAccount: "store-jobs",
  /** Used by database and cache. */
  dataAccount: "store-data",
  quota: "store-quota",
  limits: "store-limits",
  ownerRole: "store-owner",
  ownerBinding: "store-owner",
  defaultDeny: "default-deny",
} as const;

/** Service accounts of a store; none of them mounts a token. */
export const serviceAccounts = [objectNames.appAccount, objectNames.jobsAccount, objectNames.dataAccount] as const;

/** Chart and value of the label `app.kubernetes.io/name`. */
export const chartName = "universal-store";

/** Where the stores of an environment answer. */
export interface Address {
  /** Domain below which every store has its host, such as `localhost` or `shops.example.com`. */
  readonly baseDomain: string;
  readonly scheme: "http" | "https";
  /**
   * Port of the ingress as the shopper sees it.
   * @default - the scheme's own port
   */
  readonly port?: number | undefined;
}

/** Namespace of a store. */
export function namespaceName(store: string): string {
  return `store-${store}`;
}

/** Helm release of a store. */
export function releaseName(store: string): string {
  return store;
}

/** Host of a store, without scheme and port. */
export function storeHost(store: string, address: Address): string {
  return `${store}.${address.baseDomain}`;
}

/** Address of a store's shop, without a trailing slash. */
export function storeUrl(store: string, address: Address): string {
  const usual = address.scheme === "https" ? 443 : 80;
  const port = address.port === undefined || address.port === usual ? "" : `:${address.port}`;
  return `${address.scheme}://${storeHost(store, address)}${port}`;
}

/** Address of a store's administration, below the shop's own address. */
export function storeAdminUrl(store: string, engine: Engine, address: Address): string {
  return `${storeUrl(store, address)}${engine === "medusa" ? "/app" : "/wp-admin/"}`;
}

/** Who manages a store: the declared fleet in `stores.ts`, or the control plane. */
export type ManagedBy = "declared" | "control-plane";

/** Labels that say whose an object is. The chart puts the same on its objects, with `managed-by: Helm`. */
export function storeLabels(store: { name: string; engine: Engine; owner: string }, managedBy: ManagedBy): Record<string, string> {
  return {
    "app.kubernetes.io/name": chartName,
    "app.kubernetes.io/instance": releaseName(store.name),
    "app.kubernetes.io/part-of": "storefleet",
    "app.kubernetes.io/managed-by": "pulumi",
    "storefleet.dev/store": store.name,
    "storefleet.dev/engine": store.engine,
    "storefleet.dev/owner": store.owner,
    "storefleet.dev/managed-by": managedBy,
  };
}

/** Group that an owner's people are in, as the cluster's authenticator reports it. */
export function ownerGroup(owner: string): string {
  return `storefleet:${owner}`;
}
