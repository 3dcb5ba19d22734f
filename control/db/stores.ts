import type { Kysely } from "kysely";
import type { StoreSpec } from "../../stores/schema.ts";
import type { Database, StoreRevisionRow, StoreRow } from "./schema.ts";

/** A store that is there: deleted ones keep their row until the name is used again. */
export async function findStore(db: Kysely<Database>, name: string): Promise<StoreRow | undefined> {
  return db.selectFrom("stores").selectAll().where("name", "=", name).where("deleted_at", "is", null).executeTakeFirst();
}

/** The same, held until the transaction ends, so that two changes of one store follow each other. */
export async function lockStore(db: Kysely<Database>, name: string): Promise<StoreRow | undefined> {
  return db.selectFrom("stores").selectAll().where("name", "=", name).where("deleted_at", "is", null).forUpdate().executeTakeFirst();
}

/** Records a new store; a row of a deleted store of that name is replaced, its history stays. */
export async function insertStore(
  db: Kysely<Database>,
  store: { readonly spec: StoreSpec; readonly ownerId: string; readonly revision: number },
): Promise<void> {
  const { spec, ownerId, revision } = store;
  await db.deleteFrom("stores").where("name", "=", spec.name).where("deleted_at", "is not", null).execute();
  await db
    .insertInto("stores")
    .values({ name: spec.name, engine: spec.engine, owner_id: ownerId, spec: JSON.stringify(spec), status: "Queued", revision })
    .execute();
}

/** Fields of a store that an operation changes. */
export type StoreChange = Partial<
  Pick<
    StoreRow,
    "spec" | "status" | "status_reason" | "failed_step" | "revision" | "url" | "admin_url" | "proof" | "provisioned_seconds" | "deleted_at"
  >
>;

/** Changes a store and its time of change. */
export async function updateStore(db: Kysely<Database>, name: string, change: StoreChange): Promise<void> {
  const { spec, proof, ...columns } = change;
  await db
    .updateTable("stores")
    .set({
      ...columns,
      ...(spec === undefined ? {} : { spec: JSON.stringify(spec) }),
      ...(proof === undefined ? {} : { proof: proof === null ? null : JSON.stringify(proof) }),
      updated_at: new Date(),
    })
    .where("name", "=", name)
    .execute();
}

/** The number that the next revision of a name gets: history goes on after a deletion. */
export async function nextRevision(db: Kysely<Database>, name: string): Promise<number> {
  const { newest } = await db
    .selectFrom("store_revisions")
    .select(({ fn }) => fn.max("revision").as("newest"))
    .where("store_name", "=", name)
    .executeTakeFirstOrThrow();
  return (newest ?? 0) + 1;
}

export async function insertRevision(
  db: Kysely<Database>,
  revision: { readonly spec: StoreSpec; readonly revision: number; readonly operationId: string },
): Promise<void> {
  await db
    .insertInto("store_revisions")
    .values({
      store_name: revision.spec.name,
      revision: revision.revision,
      spec: JSON.stringify(revision.spec),
      operation_id: revision.operationId,
    })
    .execute();
}

export async function findRevision(db: Kysely<Database>, name: string, revision: number): Promise<StoreRevisionRow | undefined> {
  return db.selectFrom("store_revisions").selectAll().where("store_name", "=", name).where("revision", "=", revision).executeTakeFirst();
}

/** Revisions of a store since its row was made, newest first. @param before Only revisions below this one. */
export async function listRevisions(
  db: Kysely<Database>,
  store: StoreRow,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<StoreRevisionRow[]> {
  let query = db.selectFrom("store_revisions").selectAll().where("store_name", "=", store.name).where("created_at", ">=", store.created_at);
  if (before !== undefined) query = query.where("revision", "<", before);
  return query.orderBy("revision", "desc").limit(limit).execute();
}
