import { chartName, namespaceName, objectNames, releaseName } from "../../constructs/names.ts";
import { type Engine, engines } from "../../stores/schema.ts";
import { type ClusterClient, statusOf } from "./client.ts";
import { readProof, type StoredProof } from "./proof-record.ts";

/** A Deployment or StatefulSet of a store. */
export interface Workload {
  readonly name: string;
  readonly ready: number;
  readonly wanted: number;
}

/** What the cluster shows of one store right now. */
export interface StoreObservation {
  readonly name: string;
  readonly engine: Engine;
  readonly deleting: boolean;
  /** Newest Helm revision, absent before the first install. */
  readonly release?: { readonly revision: number; readonly status: string };
  readonly workloads: readonly Workload[];
  readonly proof?: StoredProof;
}

/** Selects the namespaces of stores. */
export const storeSelector = `storefleet.dev/store,app.kubernetes.io/name=${chartName}`;

/** Observes every store of a cluster, or only the named ones. */
export async function observeStores(cluster: ClusterClient, names?: readonly string[]): Promise<StoreObservation[]> {
  const { items } = await cluster.core.listNamespace({ labelSelector: storeSelector });
  const found = items.flatMap(({ metadata }) => {
    const name = metadata?.labels?.["storefleet.dev/store"];
    const engine = engines.find((candidate) => candidate === metadata?.labels?.["storefleet.dev/engine"]);
    if (name === undefined || engine === undefined || (names !== undefined && !names.includes(name))) return [];
    return [{ name, engine, deleting: metadata?.deletionTimestamp !== undefined }];
  });
  return Promise.all(found.map((store) => observe(cluster, store)));
}

async function observe(cluster: ClusterClient, store: Pick<StoreObservation, "name" | "engine" | "deleting">): Promise<StoreObservation> {
  const namespace = namespaceName(store.name);
  const [release, deployments, statefulSets, proof] = await Promise.all([
    newestRelease(cluster, store.name),
    cluster.apps.listNamespacedDeployment({ namespace }),
    cluster.apps.listNamespacedStatefulSet({ namespace }),
    readProof(cluster, store.name),
  ]);
  const workloads = [...statefulSets.items, ...deployments.items].map(({ metadata, spec, status }) => ({
    name: metadata?.name ?? "",
    ready: status?.readyReplicas ?? 0,
    wanted: spec?.replicas ?? 1,
  }));
  const known = release === "hidden" ? proven(proof) : release;
  return { ...store, workloads, ...(known === undefined ? {} : { release: known }), ...(proof === undefined ? {} : { proof }) };
}

type Release = NonNullable<StoreObservation["release"]>;

/** The newest Helm record; hidden from an account that may not read the store's Secrets, as the control plane's in a declared store. */
async function newestRelease(cluster: ClusterClient, store: string): Promise<Release | "hidden" | undefined> {
  try {
    const labelSelector = `owner=helm,name=${releaseName(store)}`;
    const { items } = await cluster.core.listNamespacedSecret({ namespace: namespaceName(store), labelSelector });
    return items
      .map(({ metadata }) => ({ revision: Number(metadata?.labels?.version), status: metadata?.labels?.status ?? "unknown" }))
      .sort((a, b) => b.revision - a.revision)[0];
  } catch (error) {
    if (statusOf(error) === 403) return "hidden";
    throw error;
  }
}

/** What was proven last is what was deployed then. */
function proven(proof: StoredProof | undefined): Release | undefined {
  return proof === undefined ? undefined : { revision: proof.revision, status: "deployed" };
}

/**
 * The values of a store's Secret. Handle with care: never log them.
 *
 * @throws when the store has none
 */
export async function readStoreSecret(cluster: ClusterClient, store: string): Promise<Record<string, string>> {
  const namespace = namespaceName(store);
  try {
    const { data } = await cluster.core.readNamespacedSecret({ namespace, name: objectNames.secret });
    return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
  } catch (error) {
    if (statusOf(error) === 404)
      throw new Error(`store ${store} has no Secret ${objectNames.secret} in namespace ${namespace}; is it deployed?`);
    throw error;
  }
}
