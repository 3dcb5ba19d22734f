import { setTimeout as pause } from "node:timers/promises";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { type NamespaceState, namespaceState, requestDeletion } from "../cluster/deletion-blockers.ts";
import { EngineError } from "../engine/errors.ts";
import { forgetStack } from "../engine/forget-stack.ts";
import { OperationFailed, type StoreEvent, type StoreOperationInput } from "./operation.ts";
import { stackImages } from "./revisions.ts";
import { hasStack, runStack, storeLayout } from "./stack-run.ts";
import type { StepProgress } from "./step-progress.ts";
import type { TimeLimit } from "./time-limit.ts";

/** What {@link removeStore} removes, and whom it tells. */
export interface Removal {
  readonly input: Pick<StoreOperationInput, "spec" | "environment">;
  readonly cluster: ClusterClient;
  readonly limit: TimeLimit;
  readonly progress?: StepProgress;
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}

const pollMilliseconds = 1000;
/** A namespace that is still there after this long is held by something; it is said at once, long before the time is over. */
const suspiciousSeconds = 45;

/**
 * Removes a store with everything in it, then its state. A namespace that does not go is reported with what holds it; nothing is
 * ever stripped of its finalizers.
 *
 * @throws {OperationFailed} `DeletionStuck` naming the blockers, `NameTaken` when the namespace is somebody else's
 * @throws {EngineError}
 */
export async function removeStore(removal: Removal): Promise<void> {
  const { input, cluster, limit, progress } = removal;
  const { spec, environment } = input;
  const layout = storeLayout(environment, spec.name);
  const watching = new AbortController();
  const watch = reportBlockers(removal, watching.signal);
  try {
    progress?.reach("release");
    if (hasStack(layout)) await destroyStack(removal);
    progress?.reach("namespace");
    await removeNamespace(removal);
  } catch (error) {
    throw (await stuck(cluster, spec.name, limit)) ?? error;
  } finally {
    watching.abort();
    await watch;
  }
  if (hasStack(layout)) await forgetStack(layout, { clusterIsGone: true });
}

async function destroyStack({ input, limit, onEvent, progress }: Removal): Promise<void> {
  const images = await stackImages(storeLayout(input.environment, input.spec.name));
  try {
    await runStack({
      kind: "destroy",
      input,
      images,
      limit,
      onEvent,
      onEngineEvent: (event) => {
        if (event.type === "finished" && event.kind === "Release") progress?.reach("namespace");
      },
    });
  } catch (error) {
    // Prepared and never run: there is no state, but a run that was killed may have made the namespace.
    if (!(error instanceof EngineError) || error.code !== "StackMissing") throw error;
  }
}

/** What the state did not know, a killed run's for instance, goes with the namespace. */
async function removeNamespace({ input, cluster, limit }: Removal): Promise<void> {
  const { name } = input.spec;
  for (let asked = false; ; await pause(pollMilliseconds, undefined, { signal: limit.signal })) {
    const state = await namespaceState(cluster, name);
    if (state === undefined) return;
    if (state.deletingSince !== undefined || asked) continue;
    refuseForeign(name, state);
    await requestDeletion(cluster, namespaceName(name));
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
async function reportBlockers({ input, cluster, onEvent }: Removal, signal: AbortSignal): Promise<void> {
  let reported = "";
  while (!signal.aborted) {
    const state = await namespaceState(cluster, input.spec.name).catch(() => undefined);
    const seconds = state?.deletingSince === undefined ? 0 : (Date.now() - Date.parse(state.deletingSince)) / 1000;
    const blockers = state?.blockers.join("; ") ?? "";
    if (seconds > suspiciousSeconds && blockers !== "" && blockers !== reported) {
      reported = blockers;
      onEvent?.({
        type: "deletion.blocked",
        level: "warning",
        message: `${namespaceName(input.spec.name)} has been going for ${Math.round(seconds)} s; held by: ${blockers}`,
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
