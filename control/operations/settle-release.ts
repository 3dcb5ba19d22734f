import { namespaceName, releaseName } from "../../constructs/names.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { observeStores } from "../cluster/observe.ts";
import { OperationFailed, type StoreEvent } from "./operation.ts";

/**
 * Makes sure that Helm itself counts a store's release as deployed. A run that was stopped while Helm waited leaves its record pending
 * although the state has the release, and the next run then sees nothing to do: the pods come up, but the record stays.
 *
 * @param again Runs the engine once more, comparing with the cluster first.
 * @throws {OperationFailed} `ReleaseFailed` when the release is not deployed even then
 */
export async function settleRelease(
  cluster: ClusterClient,
  store: string,
  again: () => Promise<unknown>,
  onEvent?: (event: StoreEvent) => void,
): Promise<void> {
  const before = await releaseStatus(cluster, store);
  if (before === "deployed") return;
  onEvent?.({
    type: "release.unsettled",
    level: "warning",
    message: `Helm's record of ${store} is ${before}; it is made again, its objects stay`,
  });
  await removeNewestRecord(cluster, store);
  await again();
  const after = await releaseStatus(cluster, store);
  if (after === "deployed") return;
  throw new OperationFailed({ code: "ReleaseFailed", message: `The release of ${store} is ${after}, not deployed.`, step: "start" });
}

async function releaseStatus(cluster: ClusterClient, store: string): Promise<string> {
  const [observed] = await observeStores(cluster, [store]);
  return observed?.release?.status ?? "missing";
}

/** Only the record goes: the next install or upgrade takes the objects over, because they carry the release's name. */
async function removeNewestRecord({ core }: ClusterClient, store: string): Promise<void> {
  const namespace = namespaceName(store);
  const { items } = await core.listNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${releaseName(store)}` });
  const newest = items.sort((a, b) => Number(b.metadata?.labels?.version) - Number(a.metadata?.labels?.version))[0]?.metadata?.name;
  if (newest !== undefined) await core.deleteNamespacedSecret({ namespace, name: newest });
}
