import type { Kysely } from "kysely";
import { type Address, storeAdminUrl, storeUrl } from "../../../constructs/names.ts";
import { queuePositions } from "../../db/operations.ts";
import type { Database, StoreRow } from "../../db/schema.ts";
import type { ShownStore } from "../../db/shown-stores.ts";
import { demandOf } from "../demand.ts";
import type { DeclaredStore } from "../dependencies.ts";
import type { StoreDetail, StoreSummary } from "../schemas/store.ts";

/** ETag of a store's spec. */
export function etagOf(row: Pick<StoreRow, "name" | "revision">): string {
  return `"${row.name}.${row.revision}"`;
}

/** Stores of the control plane as a list shows them. */
export async function storeSummaries(db: Kysely<Database>, rows: readonly ShownStore[], address: Address): Promise<StoreSummary[]> {
  const positions = await positionsOf(db, rows);
  return rows.map((row) => summary(row, positions, address));
}

/** One store with its spec. */
export async function storeDetail(db: Kysely<Database>, row: ShownStore, address: Address): Promise<StoreDetail> {
  return { ...summary(row, await positionsOf(db, [row]), address), spec: { ...row.spec } };
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

/** Places in the queue of the operations that wait. */
async function positionsOf(db: Kysely<Database>, rows: readonly ShownStore[]): Promise<ReadonlyMap<string, number>> {
  return queuePositions(
    db,
    rows.flatMap(({ open }) => (open?.state === "queued" ? [open.id] : [])),
  );
}

function summary(row: ShownStore, positions: ReadonlyMap<string, number>, address: Address): StoreSummary {
  const { owner, open } = row;
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
    operation: open,
    queuePosition: open === null ? null : (positions.get(open.id) ?? null),
    proof: row.proof,
    proofs: (row.proofs ?? []).map((tried) => ({ ...tried, at: new Date(tried.at).toISOString() })),
  };
}

function specFields(spec: StoreRow["spec"]) {
  const { name, title, engine, plan, deletionProtection } = spec;
  return { name, title: title ?? name, engine, plan, deletionProtection, demand: demandOf(spec) };
}
