import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RbacAuthorizationV1Api } from "@kubernetes/client-node";
import { openCluster, statusOf } from "../../control/cluster/client.ts";
import { loadKubeconfig } from "../../control/cluster/kubeconfig.ts";
import { forgetStack } from "../../control/engine/forget-stack.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { type EngineTools, stackLayout } from "../../control/engine/stack-layout.ts";
import { explain } from "../../control/operations/failure.ts";
import { removeWithNamespace } from "../../control/operations/store-removal.ts";
import { TimeLimit } from "../../control/operations/time-limit.ts";
import { controlPlaneName } from "../../stacks/add-ons/control-plane-settings.ts";
import { platform } from "../../stacks/add-ons/platform-access.ts";
import { removeNamespaces } from "./remove-namespaces.ts";

/** Stacks of an environment's self-service stores, by what is on this machine. */
export async function selfServiceStacks(stateDir: string, environment: string): Promise<string[]> {
  const names = await readdir(join(stateDir, "stacks")).catch(() => []);
  return names.filter((name) => name.startsWith(`${environment}.`)).sort();
}

/** How self-service stores are destroyed, and who is told. */
export interface DestroyOptions {
  readonly tools: EngineTools;
  /** Text of the administrator's kubeconfig. */
  readonly kubeconfig: () => Promise<string>;
  readonly signal: AbortSignal;
  /** Told each stack, and what holds one up. */
  readonly onStore: (text: string) => void;
  /** Runs the engine. @default - the real one */
  readonly run?: typeof runOperation;
}

/** Longest time that one store's removal may take, in seconds. */
const removalSeconds = 600;

/**
 * Destroys every self-service store of an environment, one after another: what its state knows, then its namespace with what the state
 * does not know. A namespace of the same name that is somebody else's stays.
 *
 * @returns how many objects were deleted
 * @throws {OperationFailed} `DeletionStuck` naming what holds a namespace; the store's state is kept then
 */
export async function destroySelfService(
  stateDir: string,
  environment: string,
  { tools, kubeconfig, signal, onStore, run = runOperation }: DestroyOptions,
): Promise<number> {
  let deleted = 0;
  for (const stack of await selfServiceStacks(stateDir, environment)) {
    onStore(stack);
    const layout = stackLayout(stateDir, stack);
    const limit = new TimeLimit(signal, removalSeconds);
    try {
      await removeWithNamespace({
        store: stack.slice(environment.length + 1),
        cluster: openCluster(await kubeconfig()),
        limit,
        destroyStack: async () => {
          deleted += (await run({ kind: "destroy", layout, tools, signal: limit.signal })).summary.total.delete;
        },
        onEvent: ({ message }) => onStore(message),
      });
    } catch (error) {
      const failure = explain(error, limit, undefined);
      if (failure.code !== "NameTaken") throw failure;
      onStore(failure.message);
    } finally {
      limit.clear();
    }
    await forgetStack(layout, { clusterIsGone: true });
  }
  return deleted;
}

/** Forgets the self-service stores that went with their cluster. */
export async function forgetSelfService(stateDir: string, environment: string): Promise<void> {
  for (const stack of await selfServiceStacks(stateDir, environment))
    await forgetStack(stackLayout(stateDir, stack), { clusterIsGone: true });
}

/**
 * Deletes the stores that a control plane in the cluster has made, after the control plane itself: their state is in its volume.
 * They are those in which it has bound its role.
 *
 * @param kubeconfig Text of the administrator's kubeconfig.
 * @returns how many there were
 */
export async function destroyInCluster(
  kubeconfig: string,
  { signal, onStore }: Pick<DestroyOptions, "signal" | "onStore">,
): Promise<number> {
  const cluster = openCluster(kubeconfig);
  await cluster.apps.deleteNamespacedDeployment({ namespace: platform.namespace, name: controlPlaneName }).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw error;
  });
  const bindings = await loadKubeconfig(kubeconfig)
    .makeApiClient(RbacAuthorizationV1Api)
    .listRoleBindingForAllNamespaces({ fieldSelector: `metadata.name=${platform.clusterRole}` });
  const namespaces = bindings.items.flatMap(({ metadata }) => metadata?.namespace ?? []).sort();
  await removeNamespaces(cluster, namespaces, { signal, onNamespace: onStore });
  return namespaces.length;
}
