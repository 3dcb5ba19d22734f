import type { Kysely } from "kysely";
import { type Address, storeAdminUrl, storeUrl } from "../../../constructs/names.ts";
import { queuePositions } from "../../db/operations.ts";
import { recentProofs } from "../../db/proofs.ts";
import type { Database, OperationRow, ProofRow, StoreRow } from "../../db/schema.ts";
import { demandOf } from "../demand.ts";
import type { DeclaredStore } from "../dependencies.ts";
import type { StoreDetail, StoreSummary } from "../schemas/store.ts";

/** ETag of a store's spec. */
export function etagOf(row: Pick<StoreRow, "name" | "revision">): string {
  return `"${row.name}.${row.revision}"`;
}

/** What the rows of a page need besides themselves. */
interface Surroundings {
  readonly owners: ReadonlyMap<string, { readonly name: string; readonly email: string }>;
  readonly open: ReadonlyMap<string, Pick<OperationRow, "id" | "kind" | "state" | "step">>;
  readonly positions: ReadonlyMap<string, number>;
  readonly proofs: ReadonlyMap<string, readonly ProofRow[]>;
}

/** Stores of the control plane as a list shows them. */
export async function storeSummaries(db: Kysely<Database>, rows: readonly StoreRow[], address: Address): Promise<StoreSummary[]> {
  if (rows.length === 0) return [];
  const surroundings = await surroundingsOf(db, rows);
  return rows.map((row) => summary(row, surroundings, address));
}

/** One store with its spec. */
export async function storeDetail(db: Kysely<Database>, row: StoreRow, address: Address): Promise<StoreDetail> {
  return { ...summary(row, await surroundingsOf(db, [row]), address), spec: { ...row.spec } };
}

/** A declared store: what the file says and the cluster shows. */
export function declaredSummary({ spec, state, proof }: DeclaredStore, address: Address): StoreSummary {
  return {
    ...specFields(spec),
    owner: { id: spec.owner, name: null, email: null },
    managedBy: "declared",
    status: state.status,
    statusReason: state.reason,
    failedStep: null,
    url: storeUrl(spec.name, address),
    adminUrl: storeAdminUrl(spec.name, spec.engine, address),
    revision: null,
    etag: null,
    createdAt: null,
    updatedAt: null,
    provisionedSeconds: null,
    operation: null,
    queuePosition: null,
    proof: proof ?? null,
    proofs: proof === undefined ? [] : [{ at: proof.at, ok: true, seconds: proof.seconds, error: null }],
  };
}

export function declaredDetail(store: DeclaredStore, address: Address): StoreDetail {
  return { ...declaredSummary(store, address), spec: { ...store.spec } };
}

async function surroundingsOf(db: Kysely<Database>, rows: readonly StoreRow[]): Promise<Surroundings> {
  const names = rows.map(({ name }) => name);
  const [owners, open, proofs] = await Promise.all([
    db
      .selectFrom("users")
      .select(["id", "name", "email"])
      .where("id", "in", [...new Set(rows.map(({ owner_id }) => owner_id))])
      .execute(),
    db
      .selectFrom("operations")
      .select(["id", "store_name", "kind", "state", "step"])
      .where("store_name", "in", names)
      .where("state", "in", ["queued", "running"])
      .orderBy("queued_at", "desc")
      .execute(),
    recentProofs(db, names),
  ]);
  // The oldest open operation of a store is the one that runs or runs next: it overwrites the newer ones.
  const first = new Map(open.map((operation) => [operation.store_name, operation]));
  const waiting = [...first.values()].flatMap(({ id, state }) => (state === "queued" ? [id] : []));
  return {
    owners: new Map(owners.map((owner) => [owner.id, owner])),
    open: first,
    positions: await queuePositions(db, waiting),
    proofs,
  };
}

function summary(row: StoreRow, { owners, open, positions, proofs }: Surroundings, address: Address): StoreSummary {
  const owner = owners.get(row.owner_id);
  const operation = open.get(row.name);
  return {
    ...specFields(row.spec),
    owner: { id: row.owner_id, name: owner?.name ?? null, email: owner?.email ?? null },
    managedBy: "control-plane",
    status: row.status,
    statusReason: row.status_reason,
    failedStep: row.failed_step,
    url: row.url ?? storeUrl(row.name, address),
    adminUrl: row.admin_url ?? storeAdminUrl(row.name, row.engine, address),
    revision: row.revision,
    etag: etagOf(row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    provisionedSeconds: row.provisioned_seconds,
    operation: operation === undefined ? null : { id: operation.id, kind: operation.kind, state: operation.state, step: operation.step },
    queuePosition: operation === undefined ? null : (positions.get(operation.id) ?? null),
    proof: row.proof,
    proofs: (proofs.get(row.name) ?? []).map(({ at, ok, seconds, error }) => ({ at: at.toISOString(), ok, seconds, error })),
  };
}

function specFields(spec: StoreRow["spec"]) {
  const { name, title, engine, plan, deletionProtection } = spec;
  return { name, title: title ?? name, engine, plan, deletionProtection, demand: demandOf(spec) };
}
