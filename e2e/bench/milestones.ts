import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";

/** When something in a store was reached first, in milliseconds since the epoch; Kubernetes counts whole seconds. */
export interface Milestone {
  readonly name: string;
  readonly at: number;
}

/** What Kubernetes recorded of a store's start, in order. */
export async function milestonesOf(cluster: ClusterClient, store: string): Promise<Milestone[]> {
  const namespace = namespaceName(store);
  const [{ metadata }, pods, jobs] = await Promise.all([
    cluster.core.readNamespace({ name: namespace }),
    cluster.core.listNamespacedPod({ namespace }),
    cluster.batch.listNamespacedJob({ namespace }),
  ]);
  const milestones: { name: string; at: Date | undefined }[] = [{ name: "namespace made", at: metadata?.creationTimestamp }];
  for (const { metadata: own, status } of pods.items) {
    const component = own?.labels?.["app.kubernetes.io/component"] ?? own?.name ?? "pod";
    if (component === "setup") continue;
    milestones.push({
      name: `${component} ready`,
      at: status?.conditions?.find(({ type, status: is }) => type === "Ready" && is === "True")?.lastTransitionTime,
    });
  }
  for (const { metadata: own, status } of jobs.items) milestones.push({ name: `job ${own?.name ?? ""} done`, at: status?.completionTime });
  return milestones.flatMap(({ name, at }) => (at === undefined ? [] : [{ name, at: at.getTime() }])).sort((a, b) => a.at - b.at);
}
