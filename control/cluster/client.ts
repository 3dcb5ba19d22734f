import { AppsV1Api, BatchV1Api, CoreV1Api, CustomObjectsApi } from "@kubernetes/client-node";
import { loadKubeconfig } from "./kubeconfig.ts";

/** The typed APIs of one cluster that the control plane reads. */
export interface ClusterClient {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  /** APIs that a cluster may have besides its own, such as its metrics. */
  readonly custom: CustomObjectsApi;
}

/** Opens a cluster by the text of its kubeconfig. */
export function openCluster(kubeconfig: string): ClusterClient {
  const config = loadKubeconfig(kubeconfig);
  return {
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
  };
}

/** HTTP status of an API error, or nothing for any other error. */
export function statusOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" ? code : undefined;
}
