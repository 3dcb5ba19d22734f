import { namespaceName } from "../../constructs/names.ts";
import { type ClusterClient, statusOf } from "./client.ts";

/** A store's namespace, as far as its removal is concerned. */
export interface NamespaceState {
  /** Label `storefleet.dev/managed-by`; undefined when the namespace is not one of ours. */
  readonly managedBy: string | undefined;
  readonly store: string | undefined;
  /** When its removal was asked for, ISO 8601. */
  readonly deletingSince: string | undefined;
  /** What keeps it from going, in the API server's words, such as which finalizer of which kind. */
  readonly blockers: readonly string[];
}

/** Conditions of a namespace that name what is left in it. */
const telling = new Set([
  "NamespaceContentRemaining",
  "NamespaceFinalizersRemaining",
  "NamespaceDeletionContentFailure",
  "NamespaceDeletionDiscoveryFailure",
]);

/** Looks at a store's namespace; undefined when there is none. */
export async function namespaceState({ core }: ClusterClient, store: string): Promise<NamespaceState | undefined> {
  try {
    const { metadata, status, spec } = await core.readNamespace({ name: namespaceName(store) });
    const own = (metadata?.finalizers ?? []).map((finalizer) => `finalizer ${finalizer} on the namespace itself`);
    const left = (status?.conditions ?? [])
      .filter(({ type, status: value }) => value === "True" && telling.has(type))
      .map(({ message, reason }) => message ?? reason ?? "");
    const kept = left.length === 0 && own.length === 0 ? (spec?.finalizers ?? []).map((finalizer) => `finalizer ${finalizer}`) : [];
    return {
      managedBy: metadata?.labels?.["storefleet.dev/managed-by"],
      store: metadata?.labels?.["storefleet.dev/store"],
      deletingSince: metadata?.deletionTimestamp === undefined ? undefined : new Date(metadata.deletionTimestamp).toISOString(),
      blockers: [...left, ...own, ...kept].filter((text) => text !== ""),
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Asks for a namespace's removal. One that is gone, or going, is fine. */
export async function requestDeletion({ core }: ClusterClient, namespace: string): Promise<void> {
  await core.deleteNamespace({ name: namespace }).catch((error: unknown) => {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  });
}
