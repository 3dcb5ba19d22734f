/** Role of a machine: the first one runs the control plane and its database, the others only pods. */
export type NodeRole = "server" | "agent";

/** What a machine keeps from pods. The kubelet is told the same numbers that admission counts with. */
export interface NodeReserve {
  /** The operating system: systemd, sshd, journald, updates. */
  readonly system: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** k3s itself: on the server API, etcd, scheduler and controllers in one process; everywhere containerd and the kubelet. */
  readonly kube: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** Free memory below which the kubelet evicts pods. */
  readonly evictionMiB: number;
}

const system = { cpuMillis: 100, memoryMiB: 256 };

/** Reserve by role. */
export const nodeReserve: Readonly<Record<NodeRole, NodeReserve>> = {
  server: { system, kube: { cpuMillis: 300, memoryMiB: 1280 }, evictionMiB: 200 },
  agent: { system, kube: { cpuMillis: 100, memoryMiB: 384 }, evictionMiB: 200 },
};

/** Most pods on one machine: a /24 of the pod network holds 254 addresses, and the kubelet's default of 110 would be the limit of a large one. */
export const maxPods = 220;

/** Share of a machine's memory that Linux shows as `MemTotal`; the rest is the firmware's and the kernel's. */
export const usableMemory = 0.96;

/** What the kubelet must be told, as `key=value`. */
export function kubeletReserve(role: NodeRole): string[] {
  const { system: os, kube, evictionMiB } = nodeReserve[role];
  return [
    `max-pods=${maxPods}`,
    `system-reserved=cpu=${os.cpuMillis}m,memory=${os.memoryMiB}Mi`,
    `kube-reserved=cpu=${kube.cpuMillis}m,memory=${kube.memoryMiB}Mi`,
    `eviction-hard=memory.available<${evictionMiB}Mi,nodefs.available<10%,imagefs.available<10%`,
  ];
}
