import { type Kysely, sql } from "kysely";
import type { Database } from "../db/schema.ts";

/** Which stores are looked at by themselves, outside of any operation. */
export type TurnKind = "proof" | "reconcile";

/**
 * Takes turns on stores: at most one worker looks at a store at a time, and only while no operation runs on it.
 *
 * @returns false when it is not this worker's turn; then `work` was not called
 */
export async function withStoreTurn(db: Kysely<Database>, kind: TurnKind, store: string, work: () => Promise<void>): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    // Held by the transaction, so that it goes with a worker that is killed.
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtext(${`${kind} ${store}`})) as mine`.execute(
      transaction,
    );
    if (rows[0]?.mine !== true || (await isBusy(db, store))) return false;
    await work();
    return true;
  });
}

/** Whether an operation waits or runs on a store. */
export async function isBusy(db: Kysely<Database>, store: string): Promise<boolean> {
  const open = await db
    .selectFrom("operations")
    .select("id")
    .where("store_name", "=", store)
    .where("state", "in", ["queued", "running"])
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}
