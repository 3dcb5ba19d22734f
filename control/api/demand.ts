import { type Component, componentsOf } from "../../constructs/names.ts";
import { cpuMillis, memoryMiB } from "../../constructs/quantity.ts";
import { sizesOf, volumesOf } from "../../constructs/sizing.ts";
import type { ContainerSize } from "../../stores/plans.ts";
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
  const volumes = Object.values(volumesOf(spec));
  return { ...together(spec, "requests"), storageGiB: volumes.reduce((sum, gib) => sum + gib, 0), volumes: volumes.length };
}

/** Limits of the same pods: the most that the store may use. */
export function ceilingOf(spec: StoreSpec): Pick<Demand, "cpuMillis" | "memoryMiB"> {
  const { cpuMillis, memoryMiB } = together(spec, "limits");
  return { cpuMillis, memoryMiB };
}

function together(spec: StoreSpec, bound: keyof ContainerSize): Pick<Demand, "cpuMillis" | "memoryMiB" | "pods"> {
  const sizes = sizesOf(spec);
  const total = { cpuMillis: 0, memoryMiB: 0, pods: 0 };
  for (const component of componentsOf[spec.engine] as readonly Component[]) {
    const size = sizes[component];
    if (size === undefined) continue;
    const pods = replicated.has(component) ? spec.replicas : 1;
    total.cpuMillis += pods * cpuMillis(size[bound].cpu);
    total.memoryMiB += pods * memoryMiB(size[bound].memory);
    total.pods += pods;
  }
  return total;
}
