import { setTimeout as pause } from "node:timers/promises";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { requestDeletion } from "../../control/cluster/deletion-blockers.ts";

/** How long one namespace may take to go, in milliseconds. */
const goneMilliseconds = 300_000;
const pollMilliseconds = 500;

/** How namespaces are removed, and who is told. */
export interface RemoveOptions {
  readonly signal: AbortSignal;
  /** Told each name before it is waited for. */
  readonly onNamespace?: (name: string) => void;
}

/**
 * Deletes namespaces with everything in them, all at once, and waits until they are gone. Those that are gone already are fine.
 *
 * @throws naming the first one that does not go
 */
export async function removeNamespaces(cluster: ClusterClient, names: readonly string[], options: RemoveOptions): Promise<void> {
  for (const name of names) await requestDeletion(cluster, name);
  for (const name of names) {
    options.onNamespace?.(name);
    const there = async () => (await cluster.core.listNamespace({ fieldSelector: `metadata.name=${name}` })).items.length > 0;
    for (
      const deadline = Date.now() + goneMilliseconds;
      await there();
      await pause(pollMilliseconds, undefined, { signal: options.signal })
    ) {
      if (Date.now() > deadline) throw new Error(`${name} is still being deleted; kubectl describe namespace ${name} names what holds it`);
    }
  }
}
