import { z } from "zod";
import { namespaceName } from "../../constructs/names.ts";
import type { OrderProof } from "../verify/order-proof.ts";
import { type ClusterClient, statusOf } from "./client.ts";

/** The last order proof of a store, kept beside the store, so that it goes with it and every reader sees the same. */
export interface StoredProof extends OrderProof {
  /** Helm revision that was proven. */
  readonly revision: number;
}

const name = "store-proof";
const stored = z.object({
  orderId: z.string(),
  total: z.string(),
  currency: z.string(),
  at: z.iso.datetime(),
  seconds: z.coerce.number(),
  revision: z.coerce.number().int(),
});

/** Reads the last proof of a store; nothing when none was recorded or the record is not readable. */
export async function readProof(cluster: ClusterClient, store: string): Promise<StoredProof | undefined> {
  try {
    const { data } = await cluster.core.readNamespacedConfigMap({ namespace: namespaceName(store), name });
    return stored.safeParse(data).data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Records a proof, in place of the one before. */
export async function recordProof(cluster: ClusterClient, store: string, proof: StoredProof): Promise<void> {
  const namespace = namespaceName(store);
  const body = {
    metadata: { name, labels: { "app.kubernetes.io/part-of": "storefleet", "storefleet.dev/store": store } },
    data: Object.fromEntries(Object.entries(proof).map(([key, value]) => [key, String(value)])),
  };
  try {
    await cluster.core.replaceNamespacedConfigMap({ namespace, name, body });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await cluster.core.createNamespacedConfigMap({ namespace, body });
  }
}
