import type { V1Pod } from "@kubernetes/client-node";
import type { ClusterSnapshot, ClusterView } from "../api/dependencies.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { readStoreSecret } from "../cluster/observe.ts";
import { inTime } from "./in-time.ts";

/** How long a look at the cluster is good enough for admission, in milliseconds. */
const freshMilliseconds = 5_000;

/** The cluster as the API sees it, looked at every few seconds at most. */
export function clusterView(client: ClusterClient): ClusterView {
  let last: { readonly at: number; readonly snapshot: Promise<ClusterSnapshot> } | undefined;
  return {
    snapshot: () => {
      if (last === undefined || Date.now() - last.at > freshMilliseconds) {
        const snapshot = inTime(takeSnapshot(client));
        last = { at: Date.now(), snapshot };
        snapshot.catch(() => {
          if (last?.snapshot === snapshot) last = undefined;
        });
      }
      return last.snapshot;
    },
    adminPassword: async (store) => {
      const { "admin-password": password } = await inTime(readStoreSecret(client, store));
      if (password === undefined) throw new Error(`the Secret of ${store} has no admin-password`);
      return password;
    },
  };
}

async function takeSnapshot({ core }: ClusterClient): Promise<ClusterSnapshot> {
  const [nodes, pods] = await Promise.all([
    core.listNode(),
    core.listPodForAllNamespaces({ fieldSelector: "status.phase!=Succeeded,status.phase!=Failed" }),
  ]);
  const usable = nodes.items.filter(({ spec }) => spec?.unschedulable !== true);
  const offered = (resource: string, parse: (quantity: string) => number) =>
    usable.reduce((sum, { status }) => sum + parse(status?.allocatable?.[resource] ?? "0"), 0);
  return {
    version: nodes.items[0]?.status?.nodeInfo?.kubeletVersion ?? "unknown",
    nodes: nodes.items.map(({ metadata, status }) => ({
      name: metadata?.name ?? "",
      ready: status?.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True") ?? false,
      version: status?.nodeInfo?.kubeletVersion ?? "",
    })),
    capacity: {
      cpuMillis: { total: offered("cpu", millis), used: requested(pods.items, "cpu", millis) },
      memoryMiB: { total: offered("memory", mebibytes), used: requested(pods.items, "memory", mebibytes) },
      pods: { total: offered("pods", Number), used: pods.items.length },
      // Folders of a node have no number of their own; a class with a limit says so when it refuses.
      volumes: { total: null, used: claimsOf(pods.items) },
    },
  };
}

/** Volumes that pods use, as a node's limit counts them. */
function claimsOf(pods: readonly V1Pod[]): number {
  const claims = pods.flatMap(({ metadata, spec }) =>
    (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) =>
      claim === undefined ? [] : [`${metadata?.namespace}/${claim.claimName}`],
    ),
  );
  return new Set(claims).size;
}

/** What the scheduler counts of a pod: its containers together, or its largest init container. */
function requested(pods: readonly V1Pod[], resource: string, parse: (quantity: string) => number): number {
  return pods.reduce((sum, { spec }) => {
    const of = (container: { resources?: { requests?: Record<string, string> } }) =>
      parse(container.resources?.requests?.[resource] ?? "0");
    const together = (spec?.containers ?? []).reduce((total, container) => total + of(container), 0);
    return sum + Math.max(together, ...(spec?.initContainers ?? []).map(of));
  }, 0);
}

/** Thousandths of a CPU in any form that the API server gives out. */
export function millis(quantity: string): number {
  const match = /^([0-9.]+)([mun]?)$/.exec(quantity);
  if (match === null) throw new Error(`CPU quantity ${JSON.stringify(quantity)} is not known`);
  const factors: Readonly<Record<string, number>> = { "": 1000, m: 1, u: 1e-3, n: 1e-6 };
  return Math.ceil(Number(match[1]) * (factors[match[2] ?? ""] ?? 1000));
}

const bytes: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  m: 1e-3,
};

/** MiB in any form that the API server gives out. */
export function mebibytes(quantity: string): number {
  const match = /^([0-9.]+)([a-zA-Z]*)$/.exec(quantity);
  const factor = bytes[match?.[2] ?? "?"];
  if (match === null || factor === undefined) throw new Error(`memory quantity ${JSON.stringify(quantity)} is not known`);
  return Math.round((Number(match[1]) * factor) / 2 ** 20);
}
