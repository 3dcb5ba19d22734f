import type { V1Deployment, V1StatefulSet } from "@kubernetes/client-node";
import { namespaceName } from "../../constructs/names.ts";
import { type ClusterClient, statusOf } from "./client.ts";

/** Keeps how many replicas a workload had, so that resuming restores exactly that. */
const annotation = "storefleet.dev/replicas-before-suspension";

type Workload = V1Deployment | V1StatefulSet;

/** Stops every pod of a store. Data, addresses and guardrails stay. Safe to repeat. */
export async function suspendWorkloads(cluster: ClusterClient, store: string): Promise<void> {
  await eachWorkload(cluster, store, (workload) => {
    const { metadata, spec } = workload;
    const replicas = spec?.replicas ?? 1;
    if (replicas === 0 || spec === undefined) return false;
    workload.metadata = { ...metadata, annotations: { ...metadata?.annotations, [annotation]: String(replicas) } };
    spec.replicas = 0;
    return true;
  });
  await eachSchedule(cluster, store, true);
}

/** Starts what {@link suspendWorkloads} stopped. Safe to repeat. */
export async function resumeWorkloads(cluster: ClusterClient, store: string): Promise<void> {
  await eachWorkload(cluster, store, (workload) => {
    const { metadata, spec } = workload;
    const before = metadata?.annotations?.[annotation];
    if (before === undefined || spec === undefined) return false;
    const { [annotation]: _, ...annotations } = metadata?.annotations ?? {};
    workload.metadata = { ...metadata, annotations };
    if (spec.replicas === 0) spec.replicas = Number(before);
    return true;
  });
  await eachSchedule(cluster, store, false);
}

/** @param change Changes a workload in place and says whether it did. */
async function eachWorkload({ apps }: ClusterClient, store: string, change: (workload: Workload) => boolean): Promise<void> {
  const namespace = namespaceName(store);
  const [deployments, statefulSets] = await Promise.all([
    apps.listNamespacedDeployment({ namespace }),
    apps.listNamespacedStatefulSet({ namespace }),
  ]);
  await Promise.all([
    ...deployments.items.map((item) =>
      replace(
        item.metadata?.name ?? "",
        (name) => apps.readNamespacedDeployment({ namespace, name }),
        (name, body) => apps.replaceNamespacedDeployment({ namespace, name, body }),
        change,
      ),
    ),
    ...statefulSets.items.map((item) =>
      replace(
        item.metadata?.name ?? "",
        (name) => apps.readNamespacedStatefulSet({ namespace, name }),
        (name, body) => apps.replaceNamespacedStatefulSet({ namespace, name, body }),
        change,
      ),
    ),
  ]);
}

async function eachSchedule({ batch }: ClusterClient, store: string, suspend: boolean): Promise<void> {
  const namespace = namespaceName(store);
  const { items } = await batch.listNamespacedCronJob({ namespace });
  await Promise.all(
    items.map((item) =>
      replace(
        item.metadata?.name ?? "",
        (name) => batch.readNamespacedCronJob({ namespace, name }),
        (name, body) => batch.replaceNamespacedCronJob({ namespace, name, body }),
        ({ spec }) => {
          if (spec === undefined || (spec.suspend ?? false) === suspend) return false;
          spec.suspend = suspend;
          return true;
        },
      ),
    ),
  );
}

/** Reads, changes and writes an object; again when somebody else wrote in between. */
async function replace<T>(
  name: string,
  read: (name: string) => Promise<T>,
  write: (name: string, body: T) => Promise<unknown>,
  change: (object: T) => boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const object = await read(name);
    if (!change(object)) return;
    try {
      await write(name, object);
      return;
    } catch (error) {
      if (statusOf(error) !== 409 || attempt === 5) throw error;
    }
  }
}
