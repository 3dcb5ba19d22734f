import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { namespaceName, releaseName } from "../../constructs/names.ts";
import { type ClusterClient, openCluster } from "../cluster/client.ts";
import { mendReleases } from "./helm-records.ts";
import { partsOf } from "./resource-identity.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";
const storeType = "storefleet:index:Store";

interface StateResource {
  readonly urn: string;
  readonly type: string;
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

/** The cluster that a stack's stores live in; undefined where the program itself makes it and nothing has it in its configuration. */
async function clusterOf(stack: Stack): Promise<ClusterClient | undefined> {
  const kubeconfig = (await stack.getAllConfig())["storefleet:kubeconfig"];
  return kubeconfig === undefined ? undefined : openCluster(kubeconfig.value);
}

/**
 * Puts right what a killed run left: Helm records that block the next run, and operations in the state whose end is
 * unknown. Objects that the state does not know need nothing: the next `up` takes them over.
 *
 * @param candidates Stores of this stack that may exist although the state does not know them. No other store is looked at:
 *   a cluster may hold another environment's too.
 * @returns what was done, one sentence each
 */
export async function recoverStack(stack: Stack, candidates: readonly string[]): Promise<string[]> {
  const state = await readState(stack);
  const inState = storesIn(state);
  const releases = [...new Set([...inState, ...candidates])].map((store) => ({
    release: releaseName(store),
    namespace: namespaceName(store),
    inState: hasRelease(state, store),
  }));
  const cluster = releases.length === 0 ? undefined : await clusterOf(stack);
  const actions = cluster === undefined ? [] : await mendReleases(cluster.core, releases);
  if (state.resources.length === 0) return actions;
  await stack.refresh({ clearPendingCreates: true, color: "never", suppressProgress: true });
  const settled = state.pending === 0 ? "" : ` and settled ${state.pending} unfinished operation${state.pending === 1 ? "" : "s"}`;
  return [...actions, `compared the state with the cluster${settled}`];
}

function storesIn({ resources }: State): string[] {
  return resources.filter(({ type }) => type === storeType).map(({ urn }) => partsOf(urn).name);
}

function hasRelease({ resources }: State, store: string): boolean {
  return resources.some(({ type, urn }) => type === releaseType && partsOf(urn).name === `${releaseName(store)}-release`);
}

/**
 * Namespaces that a killed run made for stores which have been taken out of the fleet since, so that no later run knows
 * them. They are only reported: only a person can say that their data may go.
 *
 * @param candidates Stores that the killed run may have begun.
 */
export async function findLeftovers(stack: Stack, candidates: readonly string[]): Promise<string[]> {
  // Reading the state decrypts all of it: nothing to look for must cost nothing.
  if (candidates.length === 0) return [];
  const known = storesIn(await readState(stack));
  const unknown = candidates.filter((store) => !known.includes(store)).map(namespaceName);
  const cluster = unknown.length === 0 ? undefined : await clusterOf(stack);
  if (cluster === undefined) return [];
  const { items } = await cluster.core.listNamespace({ labelSelector: "app.kubernetes.io/part-of=storefleet" });
  const present = new Set(items.map(({ metadata }) => metadata?.name));
  return unknown.filter((namespace) => present.has(namespace));
}
