import type { V1Pod } from "@kubernetes/client-node";
import type { ClusterSnapshot, ClusterView } from "../api/dependencies.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { inTime } from "../cluster/in-time.ts";
import { readStoreSecret } from "../cluster/observe.ts";
import { bytes, millis } from "../cluster/quantity.ts";

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
      cpuMillis: { total: offered("cpu", wholeMillis), used: requested(pods.items, "cpu", wholeMillis) },
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

function wholeMillis(quantity: string): number {
  return Math.ceil(millis(quantity));
}

function mebibytes(quantity: string): number {
  return Math.round(bytes(quantity) / 2 ** 20);
}
