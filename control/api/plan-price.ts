import { capacityOf, demandOf } from "../../stacks/cluster/capacity.ts";
import { monthlyUsd, priceDate, priceRegion, type VmSizeName } from "../../stacks/cluster/vm-sizes.ts";
import type { StoreSpec } from "../../stores/schema.ts";

/** The machine that production starts with (docs/costs.md). */
const machine: VmSizeName = "Standard_D4s_v5";
const capacity = capacityOf({ kind: "azure-k3s", vmSize: machine, agents: 0, dataDiskGiB: 128 });

/** What the prices of plans are shares of. */
export const priceBasis = { machine, region: priceRegion, date: priceDate };

/**
 * What a store costs in production a month, in US dollars: its share of the machine's price by the resource of which it is guaranteed most.
 * Disks and traffic are not counted.
 */
export function monthlyShareUsd(spec: StoreSpec): number {
  const demand = demandOf(spec);
  const share = Math.max(demand.cpuMillis / capacity.cpuMillis, demand.memoryMiB / capacity.memoryMiB);
  return Math.ceil(share * monthlyUsd(machine));
}
