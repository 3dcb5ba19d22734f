import { type ContainerSize, plans } from "../stores/plans.ts";
import type { StoreSpec } from "../stores/schema.ts";
import { type Component, componentsOf } from "./names.ts";
import { cpuMillis, formatCpu, formatMemory, memoryMiB } from "./quantity.ts";

/** Sizes of every component that a store's engine has. */
export type ComponentSizes = Readonly<Partial<Record<Component, ContainerSize>>>;

/** Volume that keeps the cache's queues over a restart. */
export const cacheGiB = 1;

/** WP-Cron runs one short PHP process; its size does not grow with the plan. */
const cronSize: ContainerSize = { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } };

/** What each component of a store asks for and may use at most. */
export function sizesOf(spec: StoreSpec): ComponentSizes {
  const sizes = plans[spec.plan].sizes;
  return Object.fromEntries(componentsOf[spec.engine].map((component) => [component, component === "cron" ? cronSize : sizes[component]]));
}

/** Volumes of a store in GiB: the spec's own or the plan's. */
export function volumesOf(spec: StoreSpec): Readonly<Record<string, number>> {
  const { storage } = plans[spec.plan];
  const own = (size: string | undefined, usual: number) => (size === undefined ? usual : Number.parseInt(size, 10));
  return {
    database: own(spec.storage.database, storage.databaseGiB),
    uploads: own(spec.storage.uploads, storage.uploadsGiB),
    ...(spec.engine === "medusa" ? { cache: cacheGiB } : {}),
  };
}

/**
 * The most pods of a component that exist at one moment. A rolling update holds new pods beside old ones that still
 * finish their requests; of a job, an upgrade's new pod beside the old revision's.
 */
export function mostPods(component: Component, replicas: number): number {
  switch (component) {
    case "server":
    case "storefront":
      return 2 * replicas;
    case "worker":
    case "setup":
    case "cron":
      return 2;
    case "database":
    case "cache":
      return 1;
  }
}

/** `hard` of a store's ResourceQuota: everything that the chart may run at once, and nothing beyond. */
export function quotaOf(spec: StoreSpec): Record<string, string> {
  const total = { pods: 0, requestCpu: 0, requestMemory: 0, limitCpu: 0, limitMemory: 0 };
  for (const [component, size] of Object.entries(sizesOf(spec)) as [Component, ContainerSize][]) {
    const pods = mostPods(component, spec.replicas);
    total.pods += pods;
    total.requestCpu += pods * cpuMillis(size.requests.cpu);
    total.requestMemory += pods * memoryMiB(size.requests.memory);
    total.limitCpu += pods * cpuMillis(size.limits.cpu);
    total.limitMemory += pods * memoryMiB(size.limits.memory);
  }
  const volumes = Object.values(volumesOf(spec));
  return {
    pods: String(total.pods),
    "requests.cpu": formatCpu(total.requestCpu),
    "requests.memory": formatMemory(total.requestMemory),
    "limits.cpu": formatCpu(total.limitCpu),
    "limits.memory": formatMemory(total.limitMemory),
    persistentvolumeclaims: String(volumes.length),
    "requests.storage": `${volumes.reduce((sum, gib) => sum + gib, 0)}Gi`,
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

/** The largest CPU and memory limit of any container of a store. */
export function largestContainer(spec: StoreSpec): { cpu: string; memory: string } {
  const sizes = Object.values(sizesOf(spec));
  return {
    cpu: formatCpu(Math.max(...sizes.map((size) => cpuMillis(size.limits.cpu)))),
    memory: formatMemory(Math.max(...sizes.map((size) => memoryMiB(size.limits.memory)))),
  };
}
