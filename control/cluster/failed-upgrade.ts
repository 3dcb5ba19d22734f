import type { V1Pod, V1Secret } from "@kubernetes/client-node";
import { namespaceName, releaseName } from "../../constructs/names.ts";
import type { ClusterClient } from "./client.ts";

/** An upgrade of a store whose setup gave up after it had restored the database. */
export interface FailedUpgrade {
  readonly store: string;
  /** Helm revision that ran before, with the image of before. */
  readonly revision: number;
  /** What the setup said last. */
  readonly reason: string;
}

/** Exit code of a setup that knows that trying again would not help (images/woocommerce/lib/environment.php). */
const finalFailure = 2;

/** Looks whether a store's newest release failed in its setup for good while an earlier one is still there to go back to. */
export async function findFailedUpgrade(cluster: ClusterClient, store: string): Promise<FailedUpgrade | undefined> {
  const namespace = namespaceName(store);
  const [records, pods] = await Promise.all([
    cluster.core.listNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${releaseName(store)}` }),
    cluster.core.listNamespacedPod({ namespace, labelSelector: "app.kubernetes.io/component=setup" }),
  ]);
  const { failed, before } = revisionsOf(records.items);
  if (failed === undefined || before === undefined) return undefined;
  const pod = pods.items.find((candidate) => gaveUp(candidate, `setup-${failed}`));
  const name = pod?.metadata?.name;
  if (name === undefined) return undefined;
  const log = await cluster.core.readNamespacedPodLog({ namespace, name, tailLines: 5 });
  return { store, revision: before, reason: log.trim().split("\n").at(-1) ?? "" };
}

/** The newest revision when it failed, and the newest that Helm ever finished. */
export function revisionsOf(records: readonly V1Secret[]): { failed: number | undefined; before: number | undefined } {
  const revisions = records
    .map(({ metadata }) => ({ version: Number(metadata?.labels?.version), status: metadata?.labels?.status }))
    .sort((a, b) => b.version - a.version);
  const [newest] = revisions;
  return {
    failed: newest?.status === "failed" ? newest.version : undefined,
    before: revisions.find(({ status }) => status === "deployed" || status === "superseded")?.version,
  };
}

/** Whether a pod is one of this Job's and ended with the exit code that says so. */
export function gaveUp({ metadata, status }: V1Pod, job: string): boolean {
  if (metadata?.labels?.["batch.kubernetes.io/job-name"] !== job) return false;
  return (status?.containerStatuses ?? []).some(({ state }) => state?.terminated?.exitCode === finalFailure);
}
