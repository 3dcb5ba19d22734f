import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "./client.ts";

/** One reason why a store does not come up, with the last lines that its container wrote. */
export interface Finding {
  /** Pod or object, such as `setup-4f2a-x7k/migrate`. */
  readonly where: string;
  readonly what: string;
  readonly log: readonly string[];
}

const logLines = 15;

/** Looks for what keeps a store from coming up: containers that wait or failed, pods that cannot be placed, warnings. */
export async function diagnose(cluster: ClusterClient, store: string): Promise<Finding[]> {
  const namespace = namespaceName(store);
  const [pods, events] = await Promise.all([
    cluster.core.listNamespacedPod({ namespace }),
    cluster.core.listNamespacedEvent({ namespace }),
  ]);
  const findings: Finding[] = [];
  for (const pod of pods.items) {
    const name = pod.metadata?.name ?? "";
    const unplaced = pod.status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
    if (unplaced !== undefined) findings.push({ where: name, what: unplaced.message ?? "cannot be scheduled", log: [] });
    for (const { container, what } of troubled(pod)) {
      const log = await lastLog(cluster, namespace, name, container);
      findings.push({ where: `${name}/${container.name}`, what, log });
    }
  }
  if (findings.length > 0) return findings;
  return events.items
    .filter(({ type }) => type === "Warning")
    .slice(-3)
    .map(({ involvedObject, reason, message }) => ({
      where: `${involvedObject.kind ?? "object"} ${involvedObject.name ?? ""}`,
      what: `${reason ?? "Warning"}: ${message ?? ""}`,
      log: [],
    }));
}

interface Trouble {
  readonly container: V1ContainerStatus;
  readonly what: string;
  /** Nothing is wrong yet: it only is not ready. */
  readonly mayCome: boolean;
}

/** The containers of a pod that wait with a reason, failed, or run without being ready. */
export function troubled(pod: V1Pod): Trouble[] {
  const started = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return started.flatMap((container): Trouble[] => {
    const { waiting, terminated, running } = container.state ?? {};
    if (terminated !== undefined)
      return terminated.exitCode === 0
        ? []
        : [{ container, what: `exited with code ${terminated.exitCode} (${terminated.reason ?? "Error"})`, mayCome: false }];
    if (waiting?.reason !== undefined && !["PodInitializing", "ContainerCreating"].includes(waiting.reason)) {
      return [
        { container, what: waiting.message === undefined ? waiting.reason : `${waiting.reason}: ${waiting.message}`, mayCome: false },
      ];
    }
    if (running !== undefined && !container.ready && pod.status?.phase === "Running")
      return [{ container, what: "is running but not ready", mayCome: true }];
    return [];
  });
}

async function lastLog(cluster: ClusterClient, namespace: string, pod: string, container: V1ContainerStatus): Promise<string[]> {
  const previous = container.state?.waiting !== undefined && container.restartCount > 0;
  try {
    const text = await cluster.core.readNamespacedPodLog({
      namespace,
      name: pod,
      container: container.name,
      tailLines: logLines,
      previous,
    });
    return text.split("\n").filter((line) => line !== "");
  } catch {
    // The container never started, or its log went with its pod: there is nothing to show.
    return [];
  }
}

/** What is wrong with a store that is still awaited, in one line; nothing while everything may come right by itself. */
export async function whyNotReady(cluster: ClusterClient, store: string): Promise<string | undefined> {
  const namespace = namespaceName(store);
  const { items } = await cluster.core.listNamespacedPod({ namespace });
  for (const pod of items) {
    const wrong = troubled(pod).find(({ mayCome }) => !mayCome);
    if (wrong === undefined) continue;
    const name = pod.metadata?.name ?? "";
    const last = (await lastLog(cluster, namespace, name, wrong.container)).at(-1);
    return `${name}/${wrong.container.name} ${wrong.what}${last === undefined ? "" : `: ${last}`}`;
  }
  return undefined;
}
