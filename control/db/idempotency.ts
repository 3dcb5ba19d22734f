import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** A request that its sender may repeat without doing it twice. */
export interface RepeatableRequest {
  readonly actorId: string;
  readonly key: string;
  /** Hash of method, path and body. */
  readonly bodyHash: string;
}

/** The earlier use of a key, held until the transaction ends: two requests with one key follow each other. */
export async function lockIdempotencyKey(
  db: Kysely<Database>,
  { actorId, key }: Pick<RepeatableRequest, "actorId" | "key">,
): Promise<{ readonly bodyHash: string; readonly operationId: string } | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${actorId}\n${key}`}, 0))`.execute(db);
  const row = await db
    .selectFrom("idempotency_keys")
    .select(["body_hash", "operation_id"])
    .where("actor_id", "=", actorId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row === undefined ? undefined : { bodyHash: row.body_hash, operationId: row.operation_id };
}

export async function rememberIdempotencyKey(db: Kysely<Database>, request: RepeatableRequest, operationId: string): Promise<void> {
  await db
    .insertInto("idempotency_keys")
    .values({ actor_id: request.actorId, key: request.key, body_hash: request.bodyHash, operation_id: operationId })
    .execute();
}

/** Forgets keys after a day: by then nobody repeats a request. */
export async function forgetOldIdempotencyKeys(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom("idempotency_keys").where("created_at", "<", sql<Date>`now() - interval '1 day'`).execute();
}
