import type { ApiClient } from "./api-client.ts";
import { nodeName } from "./layout.ts";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastHeartbeatTime?: string;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly state: { readonly running?: { readonly startedAt: string } };
    }[];
  };
}

/** Pods of one kind among the cluster's own. */
export interface SystemApp {
  readonly namespace: string;
  readonly label: string;
}

/** The cluster's own pods, all of which must run for the cluster to count as running. */
export const systemApps = {
  kubeProxy: { namespace: "kube-system", label: "k8s-app=kube-proxy" },
  felix: { namespace: "kube-system", label: "k8s-app=calico-felix" },
  coreDns: { namespace: "kube-system", label: "k8s-app=kube-dns" },
  localPath: { namespace: "local-path-storage", label: "app=local-path-provisioner" },
} as const;

/** True when the API server answers that it is ready. */
export async function apiReady(api: ApiClient, signal?: AbortSignal): Promise<boolean> {
  return api.get<string>("/readyz", { signal, timeoutMs: 2000 }).then(
    (text) => text === "ok",
    () => false,
  );
}

/**
 * True when the node is Ready by a report newer than `since`: after a stop the stored state still says what was true then.
 * @param since milliseconds since 1970
 */
export async function nodeReady(api: ApiClient, since: number, signal?: AbortSignal): Promise<boolean> {
  const node = await api.get<{ readonly status: { readonly conditions: readonly Condition[] } }>(`/api/v1/nodes/${nodeName}`, { signal });
  const ready = node.status.conditions.find((condition) => condition.type === "Ready");
  return ready?.status === "True" && Date.parse(ready.lastHeartbeatTime ?? "") >= since - 1000;
}

/** True when every pod of the app has its containers ready and started after `since`, and there is at least one. */
export async function appReady(api: ApiClient, { namespace, label }: SystemApp, since: number, signal?: AbortSignal): Promise<boolean> {
  const query = `labelSelector=${encodeURIComponent(label)}`;
  const { items } = await api.get<{ readonly items: readonly Pod[] }>(`/api/v1/namespaces/${namespace}/pods?${query}`, { signal });
  return items.length > 0 && items.every((pod) => podReady(pod, since));
}

function podReady(pod: Pod, since: number): boolean {
  const statuses = pod.status.containerStatuses ?? [];
  const fresh = (startedAt: string | undefined) => startedAt !== undefined && Date.parse(startedAt) >= since - 1000;
  return (
    pod.status.phase === "Running" &&
    statuses.length > 0 &&
    statuses.every((status) => status.ready && fresh(status.state.running?.startedAt))
  );
}

/**
 * Says in the stored state that the node is stopping. A kubelet that starts and finds itself still Ready there reports only at its next turn, up to ten
 * seconds later; one that is not reports as soon as it is.
 */
export async function markNodeStopped(api: ApiClient): Promise<void> {
  const condition = { type: "Ready", status: "False", reason: "StorefleetStopped", message: "the cluster was stopped" };
  await api.merge(`/api/v1/nodes/${nodeName}/status`, { status: { conditions: [condition] } }, { timeoutMs: 2000 });
}
