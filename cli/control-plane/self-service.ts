import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RbacAuthorizationV1Api } from "@kubernetes/client-node";
import { namespaceName } from "../../constructs/names.ts";
import { openCluster, statusOf } from "../../control/cluster/client.ts";
import { namespaceState } from "../../control/cluster/deletion-blockers.ts";
import { loadKubeconfig } from "../../control/cluster/kubeconfig.ts";
import { EngineError } from "../../control/engine/errors.ts";
import { forgetStack } from "../../control/engine/forget-stack.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { type EngineTools, type StackLayout, stackLayout } from "../../control/engine/stack-layout.ts";
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
  readonly onStore: (stack: string) => void;
}

/** Destroys every self-service store of an environment, one after another. @returns how many objects were deleted */
export async function destroySelfService(
  stateDir: string,
  environment: string,
  { tools, kubeconfig, signal, onStore }: DestroyOptions,
): Promise<number> {
  let deleted = 0;
  for (const stack of await selfServiceStacks(stateDir, environment)) {
    onStore(stack);
    const layout = stackLayout(stateDir, stack);
    deleted += await destroyStack(layout, tools, signal);
    // What the state did not know, a killed run's for instance, goes with the namespace.
    const store = stack.slice(environment.length + 1);
    const cluster = openCluster(await kubeconfig());
    const ours = (await namespaceState(cluster, store))?.managedBy === "control-plane";
    if (ours) await removeNamespaces(cluster, [namespaceName(store)], { signal });
    await forgetStack(layout, { clusterIsGone: true });
  }
  return deleted;
}

async function destroyStack(layout: StackLayout, tools: EngineTools, signal: AbortSignal): Promise<number> {
  try {
    return (await runOperation({ kind: "destroy", layout, tools, signal })).summary.total.delete;
  } catch (error) {
    // Prepared and never run: there is no state.
    if (error instanceof EngineError && error.code === "StackMissing") return 0;
    throw error;
  }
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
