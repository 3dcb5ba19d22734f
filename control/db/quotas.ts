import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** How many stores somebody may have; nothing when no own limit was set. */
export async function findQuota(db: Kysely<Database>, ownerId: string): Promise<number | undefined> {
  const row = await db.selectFrom("quotas").select("max_stores").where("owner_id", "=", ownerId).executeTakeFirst();
  return row?.max_stores;
}

export async function setQuota(db: Kysely<Database>, ownerId: string, maxStores: number): Promise<void> {
  await db
    .insertInto("quotas")
    .values({ owner_id: ownerId, max_stores: maxStores })
    .onConflict((conflict) => conflict.column("owner_id").doUpdateSet({ max_stores: maxStores }))
    .execute();
}

/** Stores that are there: of one owner, from one address, in all. */
export interface StoreCounts {
  readonly owner: number;
  readonly address: number;
  readonly total: number;
}

/**
 * Counts stores for the limits. Inside a transaction, whoever counts waits for whoever counted before and has not committed: two
 * requests at once never share the last free place.
 */
export async function countStores(db: Kysely<Database>, ownerId: string, actorIp: string): Promise<StoreCounts> {
  await sql`select pg_advisory_xact_lock(hashtext('storefleet_admission'))`.execute(db);
  const row = await db
    .selectFrom("stores")
    .leftJoin("store_origins", "store_origins.store_name", "stores.name")
    .select(({ fn }) => [
      fn.countAll<number>().as("total"),
      fn.countAll<number>().filterWhere("stores.owner_id", "=", ownerId).as("owner"),
      fn.countAll<number>().filterWhere("store_origins.actor_ip", "=", actorIp).as("address"),
    ])
    .where("stores.deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  return { owner: row.owner, address: row.address, total: row.total };
}

/** Remembers where a store was asked for. */
export async function recordOrigin(db: Kysely<Database>, store: string, actorIp: string): Promise<void> {
  await db
    .insertInto("store_origins")
    .values({ store_name: store, actor_ip: actorIp })
    .onConflict((conflict) => conflict.column("store_name").doUpdateSet({ actor_ip: actorIp }))
    .execute();
}
