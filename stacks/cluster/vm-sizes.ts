import { suggest } from "../../stores/suggest.ts";

/** An Azure VM size that the cluster may run on. */
export interface VmSize {
  readonly vCpu: number;
  readonly memoryGiB: number;
  /** Most managed disks that it can have attached. One is enough for k3s; on AKS each volume is one. */
  readonly maxDataDisks: number;
  /** US dollars an hour for Linux, pay as you go, in {@link priceRegion} on {@link priceDate}. */
  readonly hourlyUsd: number;
  /** True where the CPU is shared and bursts: fine for a first shop, not for steady traffic. */
  readonly burstable: boolean;
}

/** Where and when the prices were right. West Europe is about a tenth dearer. */
export const priceRegion = "East US";
export const priceDate = "2026-06";

/** Hours that Azure bills as a month. */
export const hoursPerMonth = 730;

const size = (vCpu: number, memoryGiB: number, maxDataDisks: number, hourlyUsd: number, burstable = false): VmSize => ({
  vCpu,
  memoryGiB,
  maxDataDisks,
  hourlyUsd,
  burstable,
});

/**
 * Sizes by name. All have Premium SSD, Trusted Launch, accelerated networking and x86-64, for which the images are built.
 * Bv1 is left out: it retires in November 2028 and loses new reservations before.
 */
export const vmSizes = {
  Standard_B2s_v2: size(2, 8, 4, 0.0832, true),
  Standard_D2s_v5: size(2, 8, 4, 0.096),
  Standard_D4s_v5: size(4, 16, 8, 0.192),
  Standard_D8s_v5: size(8, 32, 16, 0.384),
  Standard_D16s_v5: size(16, 64, 32, 0.768),
  Standard_E2s_v5: size(2, 16, 4, 0.126),
  Standard_E4s_v5: size(4, 32, 8, 0.252),
  Standard_E8s_v5: size(8, 64, 16, 0.504),
} as const satisfies Record<string, VmSize>;

/** Name of a size in the table. */
export type VmSizeName = keyof typeof vmSizes;

/** Every size's name, smallest memory first. */
export const vmSizeNames = (Object.keys(vmSizes) as VmSizeName[]).sort(
  (one, other) => vmSizes[one].memoryGiB - vmSizes[other].memoryGiB || vmSizes[one].hourlyUsd - vmSizes[other].hourlyUsd,
);

/** True for the name of a size in the table. */
export function isVmSize(name: string): name is VmSizeName {
  return name in vmSizes;
}

/** What to write instead of an unknown size. */
export function vmSizeFix(name: string): string {
  const near = suggest(name, vmSizeNames);
  return near === undefined ? "choose one of the list; its numbers are in stacks/cluster/vm-sizes.ts" : `did you mean ${near}?`;
}

/** Price of a size a month, in US dollars, rounded. */
export function monthlyUsd(name: VmSizeName): number {
  return Math.round(vmSizes[name].hourlyUsd * hoursPerMonth);
}
