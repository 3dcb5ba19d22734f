/** What a container asks for and may use at most, in Kubernetes quantities. */
export interface ContainerSize {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** The parts of a store that get a size of their own. `setup` is the largest of the short-lived jobs. */
export type SizedPart = "server" | "worker" | "storefront" | "database" | "cache" | "setup";

/** A commercial size of store: how large each part is and how far the owner may go. */
export interface Plan {
  /** One line for tables and forms. */
  readonly summary: string;
  readonly sizes: Readonly<Record<SizedPart, ContainerSize>>;
  /** Storage a store gets when its spec names none, and the most it may name, in GiB. */
  readonly storage: { readonly databaseGiB: number; readonly uploadsGiB: number; readonly maxGiB: number };
  /** The most web replicas (server and storefront alike). */
  readonly maxReplicas: number;
}

const size = (requestCpu: string, requestMemory: string, limitCpu: string, limitMemory: string): ContainerSize => ({
  requests: { cpu: requestCpu, memory: requestMemory },
  limits: { cpu: limitCpu, memory: limitMemory },
});

/*
 * Memory follows measurements on a 2-core node: Medusa's server settles at 326 MiB idle and peaks at 459 MiB under
 * 50 orders, Postgres peaks at 169 MiB, Valkey at 7 MiB, the storefront at 102 MiB, migrations at 246 MiB.
 * CPU requests are small on purpose: two stores and the system's own pods must fit a 2-core node.
 */
const starter: Plan = {
  summary: "one small shop, a few orders a minute",
  sizes: {
    server: size("50m", "384Mi", "2", "1Gi"),
    worker: size("30m", "320Mi", "1", "768Mi"),
    storefront: size("20m", "128Mi", "1", "384Mi"),
    database: size("30m", "128Mi", "1", "384Mi"),
    cache: size("10m", "32Mi", "500m", "128Mi"),
    setup: size("50m", "256Mi", "2", "1Gi"),
  },
  storage: { databaseGiB: 1, uploadsGiB: 1, maxGiB: 20 },
  maxReplicas: 1,
};

const standard: Plan = {
  summary: "a busy shop, steady traffic",
  sizes: {
    ...starter.sizes,
    server: size("200m", "512Mi", "2", "1536Mi"),
    worker: size("100m", "384Mi", "1", "1Gi"),
    storefront: size("100m", "192Mi", "1", "512Mi"),
    database: size("150m", "384Mi", "2", "1Gi"),
    cache: size("20m", "64Mi", "500m", "256Mi"),
  },
  storage: { databaseGiB: 5, uploadsGiB: 5, maxGiB: 100 },
  maxReplicas: 3,
};

const pro: Plan = {
  summary: "high traffic, several replicas",
  sizes: {
    ...standard.sizes,
    server: size("500m", "768Mi", "4", "2Gi"),
    worker: size("250m", "512Mi", "2", "1536Mi"),
    storefront: size("250m", "256Mi", "2", "768Mi"),
    database: size("500m", "1Gi", "4", "4Gi"),
    cache: size("50m", "128Mi", "1", "512Mi"),
  },
  storage: { databaseGiB: 20, uploadsGiB: 20, maxGiB: 500 },
  maxReplicas: 5,
};

/** Every plan by name. Names are contract: they appear in `stores.ts`, labels and invoices. */
export const plans = { starter, standard, pro } as const satisfies Record<string, Plan>;

/** Name of a plan. */
export type PlanName = keyof typeof plans;

/** Plan names, smallest first. */
export const planNames = Object.keys(plans) as [PlanName, ...PlanName[]];
