/** Role of a machine: the first one runs the control plane and its database, the others only pods; AKS's are Azure's business. */
export type NodeRole = "server" | "agent" | "aks";

/** What a machine keeps from pods. The kubelet is told the same numbers that admission counts with. */
export interface NodeReserve {
  /** The operating system: systemd, sshd, journald, updates. */
  readonly system: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** k3s itself: on the server API, etcd, scheduler and controllers in one process; everywhere containerd and the kubelet. */
  readonly kube: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** Free memory below which the kubelet evicts pods. */
  readonly evictionMiB: number;
  /** Most pods; it must fit the /24 of the pod network that each machine has, which is 254 addresses. */
  readonly maxPods: number;
}

const system = { cpuMillis: 100, memoryMiB: 256 };

/** Reserve by role. */
export const nodeReserve: Readonly<Record<NodeRole, NodeReserve>> = {
  server: { system, kube: { cpuMillis: 300, memoryMiB: 1280 }, evictionMiB: 200, maxPods: 220 },
  agent: { system, kube: { cpuMillis: 100, memoryMiB: 384 }, evictionMiB: 200, maxPods: 220 },
  // By AKS's own rule: 20 MB for every pod that may run, and 50.
  aks: { system: { cpuMillis: 0, memoryMiB: 0 }, kube: { cpuMillis: 180, memoryMiB: 2146 }, evictionMiB: 100, maxPods: 110 },
};

/** Share of a machine's memory that Linux shows as `MemTotal`; the rest is the firmware's and the kernel's. */
export const usableMemory = 0.96;

/** What the kubelet of a k3s machine must be told, as `key=value`. */
export function kubeletReserve(role: Exclude<NodeRole, "aks">): string[] {
  const { system: os, kube, evictionMiB, maxPods } = nodeReserve[role];
  return [
    `max-pods=${maxPods}`,
    `system-reserved=cpu=${os.cpuMillis}m,memory=${os.memoryMiB}Mi`,
    `kube-reserved=cpu=${kube.cpuMillis}m,memory=${kube.memoryMiB}Mi`,
    `eviction-hard=memory.available<${evictionMiB}Mi,nodefs.available<10%,imagefs.available<10%`,
  ];
}
