import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { apiClient } from "./embedded/api-client.ts";
import { groupsBelow, ownTrees } from "./embedded/cgroups.ts";

/** Memory of a group of processes, as the kernel's control groups count it. */
export interface MemoryUse {
  /** What cannot be given back under pressure: usage without inactive file pages, as `kubectl top` shows. Bytes. */
  readonly workingSetBytes: number;
  /** Heap and stack: neither shared nor backed by files. Bytes. */
  readonly anonymousBytes: number;
}

/** Memory of the embedded cluster. */
export interface ClusterMemory {
  /** containerd (with its shims), kubelet, supervisor. */
  readonly daemons: Readonly<Record<string, MemoryUse>>;
  readonly pods: readonly (MemoryUse & { readonly namespace: string; readonly name: string })[];
  readonly namespaces: Readonly<Record<string, MemoryUse>>;
  /** The cluster's own part: daemons and its system namespaces. */
  readonly own: MemoryUse;
}

/** Namespaces whose pods belong to the cluster itself. */
export const systemNamespaces = ["kube-system", "local-path-storage"] as const;

const none: MemoryUse = { workingSetBytes: 0, anonymousBytes: 0 };

/** The sum of several. */
export function sumMemory(uses: readonly MemoryUse[]): MemoryUse {
  return uses.reduce(
    (sum, use) => ({
      workingSetBytes: sum.workingSetBytes + use.workingSetBytes,
      anonymousBytes: sum.anonymousBytes + use.anonymousBytes,
    }),
    none,
  );
}

/** Reads one control group with all below it, of version 1 or 2; zero when it does not exist. */
export async function groupMemory(folder: string): Promise<MemoryUse> {
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const usage = (await read("memory.current")) ?? (await read("memory.usage_in_bytes"));
  const stat = await read("memory.stat");
  if (usage === undefined || stat === undefined) return none;
  const field = (name: string) => {
    const value = new RegExp(`^${name} (\\d+)$`, "m").exec(stat)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  // Version 1 counts a group alone unless asked for the total; version 2 always counts what is below.
  const inactive = field("total_inactive_file") ?? field("inactive_file") ?? 0;
  const anonymous = field("total_rss") ?? field("anon") ?? 0;
  return { workingSetBytes: Math.max(0, Number(usage) - inactive), anonymousBytes: anonymous };
}

interface PodNames {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/**
 * Memory of the embedded cluster's processes and of every pod, from control groups.
 * @param kubeconfig text, to learn which pod a group belongs to
 * @param base of the control groups; tests give their own
 */
export async function clusterMemory(kubeconfig: string, base = "/sys/fs/cgroup"): Promise<ClusterMemory> {
  const api = apiClient(kubeconfig);
  try {
    const { items } = await api.get<{ readonly items: readonly PodNames[] }>("/api/v1/pods");
    return await memoryOf(items, base);
  } finally {
    api.close();
  }
}

/** The same for pods that are known already. */
export async function memoryOf(items: readonly PodNames[], base: string): Promise<ClusterMemory> {
  const root = await memoryTree(base);
  const daemonNames = (await subfolders(root)).filter((name) => name !== "kubepods");
  const daemons = Object.fromEntries(
    await Promise.all(daemonNames.map(async (name) => [name, await groupMemory(join(root, name))] as const)),
  );
  const folders = await groupsBelow(join(root, "kubepods"));
  const pods = await Promise.all(
    items.map(async ({ metadata }) => {
      // A pod that the kubelet reads from a file has the hash of that file as its id on the node.
      const id = metadata.annotations?.["kubernetes.io/config.hash"] ?? metadata.uid;
      const folder = folders.find((path) => path.endsWith(`/pod${id}`));
      return { namespace: metadata.namespace, name: metadata.name, ...(folder === undefined ? none : await groupMemory(folder)) };
    }),
  );
  const namespaces = Object.fromEntries(
    [...Map.groupBy(pods, ({ namespace }) => namespace)].map(([namespace, members]) => [namespace, sumMemory(members)]),
  );
  const own = sumMemory([...Object.values(daemons), ...systemNamespaces.map((namespace) => namespaces[namespace] ?? none)]);
  return { daemons, pods, namespaces, own };
}

async function memoryTree(base: string): Promise<string> {
  const trees = await ownTrees(base);
  return trees.find((tree) => tree.includes("/memory/")) ?? trees[0] ?? join(base, "storefleet");
}

async function subfolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
