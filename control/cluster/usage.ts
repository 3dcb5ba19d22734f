import type { PodMetricsList } from "@kubernetes/client-node";
import { z } from "zod";
import { type ClusterClient, statusOf } from "./client.ts";
import { storeSelector } from "./observe.ts";
import { bytes, millis } from "./quantity.ts";

/** What the pods of a store use together at one moment. */
export interface StoreUsage {
  readonly store: string;
  /** Thousandths of a CPU, to a tenth. */
  readonly cpuMillis: number;
  /** Working set: what the kernel could not take back, and what a memory limit counts. */
  readonly memoryBytes: number;
}

/** Nobody in this cluster tells this account what pods use. The message says why and what to do. */
export class UsageUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageUnavailable";
  }
}

interface PodUsage {
  readonly namespace: string;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

/**
 * What every store of the cluster uses now, one without pods nothing: from the metrics API, or where a cluster has none from the
 * kubelets themselves. The number of requests does not grow with the stores.
 *
 * @throws {UsageUnavailable} when neither can be read
 */
export async function readUsage(cluster: ClusterClient): Promise<StoreUsage[]> {
  const [{ items }, pods] = await Promise.all([cluster.core.listNamespace({ labelSelector: storeSelector }), podUsage(cluster)]);
  const used = new Map<string, { cpuMillis: number; memoryBytes: number }>();
  for (const { namespace, cpuMillis, memoryBytes } of pods) {
    const sum = used.get(namespace) ?? { cpuMillis: 0, memoryBytes: 0 };
    used.set(namespace, { cpuMillis: sum.cpuMillis + cpuMillis, memoryBytes: sum.memoryBytes + memoryBytes });
  }
  return items.flatMap(({ metadata }) => {
    const store = metadata?.labels?.["storefleet.dev/store"];
    if (store === undefined) return [];
    const { cpuMillis, memoryBytes } = used.get(metadata?.name ?? "") ?? { cpuMillis: 0, memoryBytes: 0 };
    return [{ store, cpuMillis: Math.round(cpuMillis * 10) / 10, memoryBytes: Math.round(memoryBytes) }];
  });
}

const install = "install metrics-server (storefleet:addOns: { metricsServer: true }; k3s and AKS bring theirs)";

/** What a refusal of the metrics API means, and what helps, where the kubelets are closed as well. */
const refusals: Readonly<Record<number, string>> = {
  403: "this account may not read pods of metrics.k8s.io; run pulumi up with this version, which grants it",
  404: `the cluster has no metrics API; ${install}`,
  503: "the metrics API does not answer; see why the pods of metrics-server are not ready",
};

async function podUsage(cluster: ClusterClient): Promise<PodUsage[]> {
  try {
    return await fromMetricsApi(cluster);
  } catch (error) {
    const refusal = refusals[statusOf(error) ?? 0];
    if (refusal === undefined) throw error;
    try {
      return await fromKubelets(cluster);
    } catch (kubelet) {
      if (statusOf(kubelet) === 403) throw new UsageUnavailable(`CPU and memory are not measured: ${refusal}.`);
      throw kubelet;
    }
  }
}

/** The client's own `Metrics` takes a missing API for a broken answer; this one keeps the status. */
async function fromMetricsApi({ custom }: ClusterClient): Promise<PodUsage[]> {
  const { items } = (await custom.listClusterCustomObject({
    group: "metrics.k8s.io",
    version: "v1beta1",
    plural: "pods",
  })) as PodMetricsList;
  return items.flatMap(({ metadata: { namespace }, containers }) =>
    containers.map(({ usage: { cpu, memory } }) => ({ namespace, cpuMillis: millis(cpu), memoryBytes: bytes(memory) })),
  );
}

const summarySchema = z.object({
  pods: z.array(
    z.object({
      podRef: z.object({ namespace: z.string() }),
      // Absent until a pod has been measured twice.
      cpu: z.object({ usageNanoCores: z.number().optional() }).optional(),
      memory: z.object({ workingSetBytes: z.number().optional() }).optional(),
    }),
  ),
});

/** Every kubelet's own summary, through the API server. */
async function fromKubelets({ core }: ClusterClient): Promise<PodUsage[]> {
  const { items } = await core.listNode();
  const summaries = await Promise.all(
    items.map(async ({ metadata }) => {
      const answer: unknown = await core.connectGetNodeProxyWithPath({ name: metadata?.name ?? "", path: "stats/summary" });
      // The client calls it a string, and gives what the content type says.
      return summarySchema.parse(typeof answer === "string" ? JSON.parse(answer) : answer);
    }),
  );
  return summaries.flatMap(({ pods }) =>
    pods.map(({ podRef: { namespace }, cpu, memory }) => ({
      namespace,
      cpuMillis: (cpu?.usageNanoCores ?? 0) / 1e6,
      memoryBytes: memory?.workingSetBytes ?? 0,
    })),
  );
}
