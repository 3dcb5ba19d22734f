import { setTimeout as pause } from "node:timers/promises";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { ContainerLog } from "../cluster/container-log.ts";
import type { StepProgress } from "./step-progress.ts";

/** What {@link watchSetup} looks at, and whom it tells. */
export interface SetupWatch {
  readonly cluster: ClusterClient;
  readonly store: string;
  readonly progress: StepProgress;
  readonly onLog: (job: string, line: string) => void;
  readonly signal: AbortSignal;
}

const pollMilliseconds = 700;
const component = "app.kubernetes.io/component";

/**
 * Follows a store's pods while its release comes up: which step it is in, and every line that its setup writes. Ends with the signal,
 * after a last look.
 */
export async function watchSetup({ cluster, store, progress, onLog, signal }: SetupWatch): Promise<void> {
  const namespace = namespaceName(store);
  const since = Date.now();
  const logs = new Map<string, ContainerLog>();
  const finished = new Set<string>();
  const passOn = async (pod: V1Pod, { name: container, state }: V1ContainerStatus) => {
    const name = pod.metadata?.name ?? "";
    const key = `${name}/${container}`;
    if (finished.has(key)) return;
    const log = logs.get(key) ?? new ContainerLog(cluster.core, { namespace, pod: name, container });
    logs.set(key, log);
    // A log that cannot be read now is read at the next look, and never stops the operation.
    const ended = state?.terminated !== undefined;
    const lines = await log.next(ended).catch(() => undefined);
    for (const line of lines ?? []) onLog(container, line);
    if (ended && lines !== undefined) finished.add(key);
  };
  for (let last = false; !last; ) {
    last = signal.aborted;
    const pods = await cluster.core.listNamespacedPod({ namespace }).then(
      ({ items }) => items,
      () => [],
    );
    const setup = pods.filter((pod) => pod.metadata?.labels?.[component] === "setup" && isOfThisRun(pod, since));
    for (const pod of setup) for (const container of startedContainers(pod)) await passOn(pod, container);
    if (last) break;
    noteSteps(pods, setup, progress);
    await pause(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** A setup pod that was made by this run, or by one that was interrupted and that still works. */
function isOfThisRun({ metadata, status }: V1Pod, since: number): boolean {
  const created = metadata?.creationTimestamp === undefined ? since : new Date(metadata.creationTimestamp).getTime();
  // Pods are stamped in whole seconds.
  return created >= since - 1000 || status?.phase === "Running" || status?.phase === "Pending";
}

function startedContainers({ status }: V1Pod): V1ContainerStatus[] {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.filter(({ state }) => state?.running !== undefined || state?.terminated !== undefined);
}

/** Medusa's setup migrates in an init container and seeds in the main one; WooCommerce's does both in one, counted as seed. */
function noteSteps(pods: readonly V1Pod[], setup: readonly V1Pod[], progress: StepProgress): void {
  const databases = pods.filter(({ metadata }) => metadata?.labels?.[component] === "database");
  const databaseUp = databases.some(({ status }) =>
    status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True"),
  );
  const ended = (name: string) =>
    setup.some((pod) => startedContainers(pod).some((container) => container.name === name && container.state?.terminated?.exitCode === 0));
  const runs = (name: string) => setup.some((pod) => startedContainers(pod).some((container) => container.name === name));
  if (setup.length === 0) return;
  if (databaseUp) progress.reach(runs("setup") ? "seed" : "migrate", "skipped");
  if (ended("migrate")) progress.reach("seed");
  if (ended("seed") || ended("setup")) progress.reach("start");
}
