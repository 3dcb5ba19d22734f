import type { StoreSpec } from "../../stores/schema.ts";
import { type Amounts, type ClusterShape, capacityOf, type Shortage, shortages } from "./capacity.ts";
import { type VmSizeName, vmSizeNames } from "./vm-sizes.ts";

/** A fleet that a cluster cannot carry. */
export class FleetTooLarge extends Error {
  /** Stores of the fleet, in the order declared, that the cluster does carry. */
  readonly carried: number;
  readonly shortages: readonly Shortage[];

  constructor(message: string, carried: number, short: readonly Shortage[]) {
    super(message);
    this.name = "FleetTooLarge";
    this.carried = carried;
    this.shortages = short;
  }
}

const units: Readonly<Record<keyof Amounts, (amount: number) => string>> = {
  cpuMillis: (amount) => `${(amount / 1000).toFixed(1)} CPU`,
  memoryMiB: (amount) => `${(amount / 1024).toFixed(1)} GiB memory`,
  pods: (amount) => `${amount} pods`,
  volumes: (amount) => `${amount} volumes`,
  storageGiB: (amount) => `${amount} GiB storage`,
};

/** How many stores of a fleet, taken in order, a capacity carries. */
export function carriedInOrder(fleet: readonly StoreSpec[], capacity: Amounts): number {
  const firstTooMany = fleet.findIndex((_, index) => shortages(fleet.slice(0, index + 1), capacity).length > 0);
  return firstTooMany === -1 ? fleet.length : firstTooMany;
}

/** The smallest size of which as many machines carry the fleet. */
function largerSize(fleet: readonly StoreSpec[], shape: ClusterShape): VmSizeName | undefined {
  return vmSizeNames.find((vmSize) => shortages(fleet, capacityOf({ ...shape, vmSize })).length === 0);
}

function machines(shape: ClusterShape): string {
  const count = shape.kind === "aks" ? shape.maxNodes : shape.agents + 1;
  return count === 1 ? shape.vmSize : `${count} × ${shape.vmSize}`;
}

function waysOut(fleet: readonly StoreSpec[], shape: ClusterShape, short: readonly Shortage[]): string[] {
  const disk = shape.kind === "azure-k3s" && short.some(({ resource }) => resource === "storageGiB") ? ["raise azure.dataDiskGiB"] : [];
  const size = largerSize(fleet, shape);
  return [
    ...disk,
    ...(size === undefined ? [] : [`set azure.vmSize to ${size}`]),
    shape.kind === "aks" ? "raise azure.aks.maxNodes" : "raise azure.agents",
    "declare fewer or smaller stores",
  ];
}

/**
 * Refuses a fleet that the cluster cannot carry, before anything is touched: its pods would wait for ever, or push out
 * those of other stores.
 *
 * @throws {FleetTooLarge} with the number of stores that it does carry, and what to do
 */
export function admitFleet(fleet: readonly StoreSpec[], shape: ClusterShape): void {
  const capacity = capacityOf(shape);
  const short = shortages(fleet, capacity);
  if (short.length === 0) return;
  const carried = carriedInOrder(fleet, capacity);
  const lacks = short.map(({ resource, needed, available }) => `${units[resource](needed)} of ${units[resource](Math.max(0, available))}`);
  throw new FleetTooLarge(
    `${machines(shape)} carries ${carried} of the ${fleet.length} declared stores: they need ${lacks.join(", ")}; fix: ${waysOut(fleet, shape, short).join(", or ")}`,
    carried,
    short,
  );
}
