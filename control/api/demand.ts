import { type Component, componentsOf } from "../../constructs/names.ts";
import { cpuMillis, memoryMiB } from "../../constructs/quantity.ts";
import { sizesOf, volumesOf } from "../../constructs/sizing.ts";
import type { StoreSpec } from "../../stores/schema.ts";

/** What a store asks of the cluster: its running pods, and the largest of its jobs while it is set up. */
export interface Demand {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pods: number;
  readonly storageGiB: number;
  readonly volumes: number;
}

const replicated: ReadonlySet<Component> = new Set(["server", "storefront"]);

/** Requests of a store, jobs included: a scheduler that cannot place the job never ends the setup. */
export function demandOf(spec: StoreSpec): Demand {
  const sizes = sizesOf(spec);
  const total = { cpuMillis: 0, memoryMiB: 0, pods: 0 };
  for (const component of componentsOf[spec.engine] as readonly Component[]) {
    const size = sizes[component];
    if (size === undefined) continue;
    const pods = replicated.has(component) ? spec.replicas : 1;
    total.cpuMillis += pods * cpuMillis(size.requests.cpu);
    total.memoryMiB += pods * memoryMiB(size.requests.memory);
    total.pods += pods;
  }
  const volumes = Object.values(volumesOf(spec));
  return { ...total, storageGiB: volumes.reduce((sum, gib) => sum + gib, 0), volumes: volumes.length };
}
