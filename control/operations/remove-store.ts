import type { ClusterClient } from "../cluster/client.ts";
import { forgetStack } from "../engine/forget-stack.ts";
import type { StoreEvent, StoreOperationInput } from "./operation.ts";
import { stackImages } from "./revisions.ts";
import { hasStack, runStack, storeLayout } from "./stack-run.ts";
import type { StepProgress } from "./step-progress.ts";
import { removeWithNamespace } from "./store-removal.ts";
import type { TimeLimit } from "./time-limit.ts";

/** What {@link removeStore} removes, and whom it tells. */
export interface Removal {
  readonly input: Pick<StoreOperationInput, "spec" | "environment">;
  readonly cluster: ClusterClient;
  readonly limit: TimeLimit;
  readonly progress?: StepProgress;
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}

/**
 * Removes a store with everything in it, then its state.
 *
 * @throws {OperationFailed} `DeletionStuck` naming the blockers, `NameTaken` when the namespace is somebody else's
 * @throws {EngineError}
 */
export async function removeStore(removal: Removal): Promise<void> {
  const { input, cluster, limit, progress, onEvent } = removal;
  const layout = storeLayout(input.environment, input.spec.name);
  progress?.reach("release");
  await removeWithNamespace({
    store: input.spec.name,
    cluster,
    limit,
    destroyStack: async () => {
      if (hasStack(layout)) await destroyStack(removal);
    },
    onNamespace: () => progress?.reach("namespace"),
    onEvent,
  });
  if (hasStack(layout)) await forgetStack(layout, { clusterIsGone: true });
}

async function destroyStack({ input, limit, onEvent, progress }: Removal): Promise<void> {
  await runStack({
    kind: "destroy",
    input,
    images: await stackImages(storeLayout(input.environment, input.spec.name)),
    limit,
    onEvent,
    onEngineEvent: (event) => {
      if (event.type === "finished" && event.kind === "Release") progress?.reach("namespace");
    },
  });
}
