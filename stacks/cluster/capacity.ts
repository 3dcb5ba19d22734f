import type { Component } from "../../constructs/names.ts";
import { cpuMillis, memoryMiB } from "../../constructs/quantity.ts";
import { mostPods, quotaOf, sizesOf, volumesOf } from "../../constructs/sizing.ts";
import type { ContainerSize } from "../../stores/plans.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import { type NodeRole, nodeReserve, usableMemory } from "./node-reserve.ts";
import { type VmSizeName, vmSizes } from "./vm-sizes.ts";

/** Amounts that a cluster has or a store needs. */
export interface Amounts {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pods: number;
  /** Volumes. Where each is a disk of its own, a machine can have few. */
  readonly volumes: number;
  readonly storageGiB: number;
}

const none: Amounts = { cpuMillis: 0, memoryMiB: 0, pods: 0, volumes: 0, storageGiB: 0 };
const unlimited = Number.POSITIVE_INFINITY;

/** Sum of amounts. */
export function sum(all: readonly Amounts[]): Amounts {
  return all.reduce((total, part) => combine(total, part, 1), none);
}

function combine(one: Amounts, other: Amounts, factor: number): Amounts {
  return {
    cpuMillis: one.cpuMillis + factor * other.cpuMillis,
    memoryMiB: one.memoryMiB + factor * other.memoryMiB,
    pods: one.pods + factor * other.pods,
    volumes: one.volumes + factor * other.volumes,
    storageGiB: one.storageGiB + factor * other.storageGiB,
  };
}

/**
 * What the add-ons and k3s's own pods request on the cluster, with their volumes. A test compares it with the add-ons'
 * objects and values; the control plane is counted whether it is installed or not, so that it always fits.
 */
export const platformDemand: Amounts = { cpuMillis: 700, memoryMiB: 1664, pods: 24, volumes: 3, storageGiB: 30 };

/** What the add-ons request on every machine after the first: the ingress controller and the volume driver. */
export const agentDemand: Amounts = { cpuMillis: 50, memoryMiB: 160, pods: 2, volumes: 0, storageGiB: 0 };

/** Components that run only now and then; they count once, as headroom. */
const shortLived: readonly Component[] = ["setup", "cron"];

/** What a store requests while nothing changes: what the scheduler must find room for at every moment. */
export function demandOf(spec: StoreSpec): Amounts {
  const running = (Object.entries(sizesOf(spec)) as [Component, ContainerSize][]).filter(([component]) => !shortLived.includes(component));
  const pods = running.map(([component, { requests }]) => {
    const count = component === "server" || component === "storefront" ? spec.replicas : 1;
    return {
      cpuMillis: count * cpuMillis(requests.cpu),
      memoryMiB: count * memoryMiB(requests.memory),
      pods: count,
      volumes: 0,
      storageGiB: 0,
    };
  });
  const volumes = Object.values(volumesOf(spec));
  return { ...sum(pods), volumes: volumes.length, storageGiB: volumes.reduce((total, gib) => total + gib, 0) };
}

/** What a store requests beyond {@link demandOf} while it is created or upgraded: old and new pods at once, and its jobs. */
export function surgeOf(spec: StoreSpec): Amounts {
  const hard = quotaOf(spec);
  const most = {
    cpuMillis: cpuMillis(hard["requests.cpu"] ?? "0"),
    memoryMiB: memoryMiB(hard["requests.memory"] ?? "0Mi"),
    pods: Object.keys(sizesOf(spec)).reduce((total, component) => total + mostPods(component as Component, spec.replicas), 0),
    volumes: 0,
    storageGiB: 0,
  };
  const steady = demandOf(spec);
  return { ...combine(most, steady, -1), volumes: 0, storageGiB: 0 };
}

/** k3s on machines of one size, each with a data disk that holds the volumes of its pods. */
export interface K3sShape {
  readonly kind: "azure-k3s";
  readonly vmSize: VmSizeName;
  /** Machines besides the first. */
  readonly agents: number;
  /** Data disk of each machine. */
  readonly dataDiskGiB: number;
}

/** AKS with up to so many machines of one size; each volume is a disk. */
export interface AksShape {
  readonly kind: "aks";
  readonly vmSize: VmSizeName;
  readonly maxNodes: number;
}

/** A cluster as far as its capacity goes. */
export type ClusterShape = K3sShape | AksShape;

/** Part of each data disk that the cluster keeps for itself: datastore, images, certificates. */
export const clusterStateGiB = 32;

/** Part of the rest that is left free, so that snapshots have room to grow. */
const snapshotShare = 0.1;

function machineCapacity(vmSize: VmSizeName, role: NodeRole): Pick<Amounts, "cpuMillis" | "memoryMiB" | "pods"> {
  const { vCpu, memoryGiB } = vmSizes[vmSize];
  const { system, kube, evictionMiB, maxPods } = nodeReserve[role];
  return {
    cpuMillis: vCpu * 1000 - system.cpuMillis - kube.cpuMillis,
    memoryMiB: Math.floor(memoryGiB * 1024 * usableMemory) - system.memoryMiB - kube.memoryMiB - evictionMiB,
    pods: maxPods,
  };
}

/** What a cluster has for stores, after its own needs and the add-ons. */
export function capacityOf(shape: ClusterShape): Amounts {
  const { vmSize } = shape;
  const machines = (role: NodeRole, count: number, disks: Pick<Amounts, "volumes" | "storageGiB">) =>
    Array.from({ length: count }, () => ({ ...machineCapacity(vmSize, role), ...disks }));
  if (shape.kind === "aks") {
    const disks = { volumes: vmSizes[vmSize].maxDataDisks, storageGiB: unlimited };
    const all = machines("aks", shape.maxNodes, disks).map((machine) => combine(machine, agentDemand, -1));
    return combine(sum(all), platformDemand, -1);
  }
  const disks = { volumes: unlimited, storageGiB: Math.floor((shape.dataDiskGiB - clusterStateGiB) * (1 - snapshotShare)) };
  const agents = machines("agent", shape.agents, disks).map((machine) => combine(machine, agentDemand, -1));
  return combine(sum([...machines("server", 1, disks), ...agents]), platformDemand, -1);
}

/** A resource that runs out first, and by how much. */
export interface Shortage {
  readonly resource: keyof Amounts;
  readonly needed: number;
  readonly available: number;
}

/** Every resource that is not enough for a fleet, with room to change one store at a time. */
export function shortages(fleet: readonly StoreSpec[], capacity: Amounts): Shortage[] {
  const surges = fleet.map(surgeOf);
  const largest = (resource: keyof Amounts) => Math.max(0, ...surges.map((surge) => surge[resource]));
  const steady = sum(fleet.map(demandOf));
  return (Object.keys(none) as (keyof Amounts)[])
    .map((resource) => ({ resource, needed: steady[resource] + largest(resource), available: capacity[resource] }))
    .filter(({ needed, available }) => needed > available);
}

/** How many stores like this one a cluster carries. */
export function storesCarried(spec: StoreSpec, capacity: Amounts): number {
  const demand = demandOf(spec);
  const surge = surgeOf(spec);
  const counts = (Object.keys(none) as (keyof Amounts)[]).map((resource) =>
    demand[resource] === 0 ? Number.POSITIVE_INFINITY : Math.floor((capacity[resource] - surge[resource]) / demand[resource]),
  );
  return Math.max(0, Math.min(...counts));
}
