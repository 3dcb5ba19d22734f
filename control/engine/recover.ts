import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { namespaceName, releaseName } from "../../constructs/names.ts";
import { isSelfService } from "../../stacks/stack-name.ts";
import { type ClusterClient, openCluster } from "../cluster/client.ts";
import { mendReleases } from "./helm-records.ts";
import { partsOf } from "./resource-identity.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";
const namespaceType = "kubernetes:core/v1:Namespace";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: { readonly metadata?: { readonly name?: string } };
}

interface State {
  readonly resources: readonly StateResource[];
  /** Operations that a killed run had begun and not recorded the end of. */
  readonly pending: number;
}

/** What a stack's state holds; nothing in it is decrypted. */
async function readState(stack: Stack): Promise<State> {
  const { deployment } = await stack.exportStack();
  const { resources = [], pending_operations: pending = [] } = (deployment ?? {}) as {
    resources?: StateResource[];
    pending_operations?: unknown[];
  };
  return { resources, pending: pending.length };
}

/** The cluster that a stack's stores live in. */
async function clusterOf(stack: Stack): Promise<ClusterClient> {
  return openCluster((await stack.getConfig("storefleet:kubeconfig")).value);
}

/** Declared stores' namespaces in the cluster, or the one of a self-service stack. */
async function storesInCluster(cluster: ClusterClient, stack: string): Promise<string[]> {
  const store = isSelfService(stack) ? stack.slice(stack.indexOf(".") + 1) : undefined;
  const labelSelector = `app.kubernetes.io/part-of=storefleet,storefleet.dev/managed-by=${store === undefined ? "declared" : "control-plane"}`;
  const { items } = await cluster.core.listNamespace({ labelSelector });
  const names = items.map(({ metadata }) => metadata?.labels?.["storefleet.dev/store"]).filter((name) => name !== undefined);
  return store === undefined ? names : names.filter((name) => name === store);
}

/**
 * Puts right what a killed run left: Helm records that block the next run, and operations in the state whose end is
 * unknown. Objects that the state does not know need nothing: the next `up` takes them over.
 *
 * @returns what was done, one sentence each
 */
export async function recoverStack(stack: Stack): Promise<string[]> {
  const actions: string[] = [];
  const state = await readState(stack);
  const cluster = await clusterOf(stack);
  const known = new Set(state.resources.filter(({ type }) => type === releaseType).map(({ urn }) => partsOf(urn).name));
  const stores = await storesInCluster(cluster, stack.name);
  const releases = stores.map((store) => ({
    release: releaseName(store),
    namespace: namespaceName(store),
    inState: known.has(`${releaseName(store)}-release`),
  }));
  actions.push(...(await mendReleases(cluster.core, releases)));
  if (state.resources.length > 0) {
    await stack.refresh({ clearPendingCreates: true, color: "never", suppressProgress: true });
    actions.push(
      state.pending > 0
        ? `compared the state with the cluster and settled ${state.pending} unfinished operation${state.pending === 1 ? "" : "s"}`
        : "compared the state with the cluster",
    );
  }
  return actions;
}

/**
 * Namespaces of stores in the cluster that the state does not know: a killed run made them, and the store has been taken
 * out of the fleet since. They are only reported, because a state can be lost for other reasons too.
 */
export async function findLeftovers(stack: Stack): Promise<string[]> {
  const { resources } = await readState(stack);
  const known = new Set(resources.filter(({ type }) => type === namespaceType).map(({ inputs }) => inputs?.metadata?.name));
  const stores = await storesInCluster(await clusterOf(stack), stack.name);
  return stores.map(namespaceName).filter((namespace) => !known.has(namespace));
}
