import type { StoreSpec } from "../../stores/schema.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { observeStores, readStoreSecret } from "../cluster/observe.ts";
import { recordProof, type StoredProof } from "../cluster/proof-record.ts";
import type { ProofOptions } from "./order-proof.ts";
import { proveOrder } from "./prove.ts";

/**
 * Proves that a deployed store sells, and records the proof beside the store for the revision that was proven.
 *
 * @throws {OrderProofFailed} when an order could not be placed or read back; the last proof stays on record
 */
export async function proveStore(cluster: ClusterClient, spec: StoreSpec, url: string, options: ProofOptions = {}): Promise<StoredProof> {
  const [[observed], secrets] = await Promise.all([observeStores(cluster, [spec.name]), readStoreSecret(cluster, spec.name)]);
  const revision = observed?.release?.revision;
  if (revision === undefined) throw new Error(`store ${spec.name} has no Helm release to prove; run storefleet up first`);
  const proof = await proveOrder(
    {
      engine: spec.engine,
      name: spec.name,
      url,
      title: spec.title ?? spec.name,
      currency: spec.currency,
      country: spec.country,
      adminEmail: spec.adminEmail,
      secrets,
    },
    options,
  );
  const stored = { ...proof, revision };
  await recordProof(cluster, spec.name, stored);
  return stored;
}
