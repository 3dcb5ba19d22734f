import { setTimeout as pause } from "node:timers/promises";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { type NamespaceState, namespaceState, requestDeletion } from "../cluster/deletion-blockers.ts";
import { EngineError } from "../engine/errors.ts";
import { OperationFailed, type StoreEvent } from "./operation.ts";
import type { TimeLimit } from "./time-limit.ts";

/** What {@link removeWithNamespace} removes, and whom it tells. */
export interface StoreRemoval {
  /** Name of a self-service store. */
  readonly store: string;
  readonly cluster: ClusterClient;
  readonly limit: TimeLimit;
  /** Destroys what the store's state knows. @throws {EngineError} */
  readonly destroyStack: () => Promise<void>;
  /** What the state knew is gone; the namespace is next. */
  readonly onNamespace?: (() => void) | undefined;
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}

const pollMilliseconds = 1000;
/** A namespace that is still there after this long is held by something; it is said at once, long before the time is over. */
const suspiciousSeconds = 45;

/**
 * Removes a self-service store from its cluster: what its state knows, then its namespace with whatever the state did not know. A
 * namespace that does not go is reported with what holds it; nothing is ever stripped of its finalizers.
 *
 * @throws {OperationFailed} `DeletionStuck` naming the blockers, `NameTaken` when the namespace is somebody else's
 * @throws {EngineError}
 */
export async function removeWithNamespace(removal: StoreRemoval): Promise<void> {
  const { store, cluster, limit, onNamespace } = removal;
  const watching = new AbortController();
  const watch = reportBlockers(removal, watching.signal);
  try {
    await destroyKnown(removal);
    onNamespace?.();
    await removeNamespace(removal);
  } catch (error) {
    throw (await stuck(cluster, store, limit)) ?? error;
  } finally {
    watching.abort();
    await watch;
  }
}

async function destroyKnown({ destroyStack }: StoreRemoval): Promise<void> {
  try {
    await destroyStack();
  } catch (error) {
    // Prepared and never run: there is no state, but a run that was killed may have made the namespace.
    if (!(error instanceof EngineError) || error.code !== "StackMissing") throw error;
  }
}

/** What the state did not know, a killed run's for instance, goes with the namespace. */
async function removeNamespace({ store, cluster, limit }: StoreRemoval): Promise<void> {
  for (let asked = false; ; await pause(pollMilliseconds, undefined, { signal: limit.signal })) {
    const state = await namespaceState(cluster, store);
    if (state === undefined) return;
    if (state.deletingSince !== undefined || asked) continue;
    refuseForeign(store, state);
    await requestDeletion(cluster, namespaceName(store));
    asked = true;
  }
}

function refuseForeign(store: string, state: NamespaceState): void {
  if (state.managedBy === "control-plane" && state.store === store) return;
  throw new OperationFailed({
    code: "NameTaken",
    message: `Namespace ${namespaceName(store)} is not one of the control plane's (managed-by ${state.managedBy ?? "nobody"}). It was not touched.`,
    step: "namespace",
  });
}

/** Says what holds a namespace as soon as that is plain; the removal itself goes on waiting. */
async function reportBlockers({ store, cluster, onEvent }: StoreRemoval, signal: AbortSignal): Promise<void> {
  let reported = "";
  while (!signal.aborted) {
    const state = await namespaceState(cluster, store).catch(() => undefined);
    const seconds = state?.deletingSince === undefined ? 0 : (Date.now() - Date.parse(state.deletingSince)) / 1000;
    const blockers = state?.blockers.join("; ") ?? "";
    if (seconds > suspiciousSeconds && blockers !== "" && blockers !== reported) {
      reported = blockers;
      onEvent?.({
        type: "deletion.blocked",
        level: "warning",
        message: `${namespaceName(store)} has been going for ${Math.round(seconds)} s; held by: ${blockers}`,
        step: "namespace",
        data: { blockers: state?.blockers ?? [] },
      });
    }
    await pause(pollMilliseconds * 3, undefined, { signal }).catch(() => undefined);
  }
}

/** The failure of a removal whose time is over while its namespace is still going. */
async function stuck(cluster: ClusterClient, store: string, limit: TimeLimit): Promise<OperationFailed | undefined> {
  if (!limit.over) return undefined;
  const state = await namespaceState(cluster, store).catch(() => undefined);
  if (state?.deletingSince === undefined) return undefined;
  const blockers = state.blockers.length === 0 ? ["unknown: the API server names nothing"] : state.blockers;
  return new OperationFailed({
    code: "DeletionStuck",
    message:
      `${namespaceName(store)} has not gone within ${limit.seconds} s. Held by: ${blockers.join("; ")}. ` +
      "Nothing was stripped. Remove the cause, then delete the store again.",
    step: "namespace",
    log: blockers,
  });
}
