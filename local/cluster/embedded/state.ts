import { readFile } from "node:fs/promises";
import type { ClusterState } from "../provider.ts";
import { apiClient } from "./api-client.ts";
import { apiReady, nodeReady } from "./health.ts";
import { type EmbeddedLayout, network } from "./layout.ts";
import { type ClusterRecord, readRecord } from "./record.ts";
import type { ServiceManager } from "./services.ts";
import { ownProcesses } from "./teardown.ts";

/** The cluster as it is found. */
export interface FoundState {
  readonly state: ClusterState;
  /** One sentence for a person. */
  readonly detail: string;
  /** @default - there is no cluster */
  readonly record?: ClusterRecord;
}

/** Looks at the record, the processes and the API, in this order, and changes nothing. */
export async function findState(layout: EmbeddedLayout, services: ServiceManager): Promise<FoundState> {
  const record = await readRecord(layout.record);
  if (record === undefined) return { state: "absent", detail: "no cluster was made on this machine" };
  if (record.phase === "creating") return { state: "incomplete", detail: "its creation was cut off; the next start makes it anew", record };
  const { keeper, ...daemons } = await services.status();
  const missing = Object.entries({ ...daemons, supervisor: keeper }).flatMap(([name, runs]) => (runs ? [] : [name]));
  if (!daemons.containerd && !daemons.kubelet && (await ownProcesses(layout)).length === 0) {
    return { state: "stopped", detail: "its data is on disk, nothing runs", record };
  }
  if (missing.length > 0) return { state: "degraded", detail: `not running: ${missing.join(", ")}`, record };
  return { ...(await askApi(layout, record)), record };
}

async function askApi(layout: EmbeddedLayout, record: ClusterRecord): Promise<FoundState> {
  const kubeconfig = await readFile(layout.adminKubeconfig, "utf8").catch(() => undefined);
  if (kubeconfig === undefined) return { state: "degraded", detail: `${layout.adminKubeconfig} cannot be read; only root may` };
  const api = apiClient(kubeconfig);
  try {
    if (!(await apiReady(api))) return { state: "degraded", detail: "the API server does not answer" };
    if (!(await nodeReady(api, 0))) return { state: "degraded", detail: "the node is not Ready" };
    return { state: "running", detail: `Kubernetes ${record.kubernetesVersion} answers on ${network.nodeAddress}:${network.apiPort}` };
  } finally {
    api.close();
  }
}

/** What a start does from each state. */
export function planSteps(state: ClusterState): readonly string[] {
  const start = ["start containerd and the kubelet", "wait for the API server, kube-proxy and Felix", "let pods start"];
  const create = ["get the programs", "build the images of the cluster's own parts", "create the cluster with kubeadm", ...start];
  if (state === "running") return [];
  if (state === "absent") return create;
  if (state === "incomplete") return ["remove what the cut-off creation left", ...create];
  return start;
}
