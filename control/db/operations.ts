import { type Kysely, sql } from "kysely";
import type { StoreOperationKind } from "../operations/operation.ts";
import type { Database, OperationInput, OperationRow } from "./schema.ts";

/** Channel that says that an operation was recorded. */
export const operationChannel = "storefleet_operations";

/** A new operation, to be recorded and queued in one transaction. */
export interface NewOperation {
  readonly store: string;
  readonly kind: StoreOperationKind;
  readonly input: OperationInput;
  readonly actorId: string;
  readonly idempotencyKey?: string | undefined;
}

export async function insertOperation(db: Kysely<Database>, operation: NewOperation): Promise<OperationRow> {
  return db
    .insertInto("operations")
    .values({
      store_name: operation.store,
      kind: operation.kind,
      input: JSON.stringify(operation.input),
      actor_id: operation.actorId,
      idempotency_key: operation.idempotencyKey ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findOperation(db: Kysely<Database>, id: string): Promise<OperationRow | undefined> {
  return db.selectFrom("operations").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Operations of a store, newest first. @param before Only operations queued before this moment. */
export async function listOperations(
  db: Kysely<Database>,
  store: string,
  { limit, before, since }: { readonly limit: number; readonly before?: Date | undefined; readonly since?: Date | undefined },
): Promise<OperationRow[]> {
  let query = db.selectFrom("operations").selectAll().where("store_name", "=", store);
  if (before !== undefined) query = query.where("queued_at", "<", before);
  if (since !== undefined) query = query.where("queued_at", ">=", since);
  return query.orderBy("queued_at", "desc").limit(limit).execute();
}

/** Operations of a store that have not ended. */
export async function openOperations(db: Kysely<Database>, store: string): Promise<OperationRow[]> {
  return db
    .selectFrom("operations")
    .selectAll()
    .where("store_name", "=", store)
    .where("state", "in", ["queued", "running"])
    .orderBy("queued_at")
    .execute();
}

/** Asks the worker to stop an operation; nothing when it has ended. */
export async function requestCancel(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable("operations")
    .set({ cancel_requested: true })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .execute();
}

/** Places of waiting operations in the queue; 1 is next. @param ids Only these. @default - all */
export async function queuePositions(db: Kysely<Database>, ids?: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids?.length === 0) return new Map();
  const wanted = ids === undefined ? sql`true` : sql`id = any(${[...ids]}::uuid[])`;
  const { rows } = await sql<{ id: string; position: number }>`
    select id, position from (
      select id, row_number() over (order by queued_at) as position from operations where state = 'queued'
    ) as waiting where ${wanted}`.execute(db);
  return new Map(rows.map(({ id, position }) => [id, position]));
}

/** What the queue holds. */
export interface QueueState {
  readonly queued: number;
  readonly running: number;
  /** Of the operation that waits longest; 0 when none waits. */
  readonly oldestSeconds: number;
}

export async function queueState(db: Kysely<Database>): Promise<QueueState> {
  const row = await db
    .selectFrom("operations")
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere("state", "=", "queued").as("queued"),
      fn.countAll<number>().filterWhere("state", "=", "running").as("running"),
      sql<number>`coalesce(extract(epoch from clock_timestamp() - min(queued_at) filter (where state = 'queued')), 0)`.as("oldest"),
    ])
    .where("state", "in", ["queued", "running"])
    .executeTakeFirstOrThrow();
  return { queued: row.queued, running: row.running, oldestSeconds: Math.max(0, row.oldest) };
}

/** How long finished operations took, newest first: the base of every estimate. */
export async function measuredDurations(
  db: Kysely<Database>,
  kind: StoreOperationKind,
  limit = 50,
): Promise<{ readonly engine: string; readonly seconds: number }[]> {
  return db
    .selectFrom("operations")
    .innerJoin("stores", "stores.name", "operations.store_name")
    .select(["stores.engine", sql<number>`extract(epoch from operations.finished_at - operations.started_at)`.as("seconds")])
    .where("operations.kind", "=", kind)
    .where("operations.state", "=", "succeeded")
    .where("operations.started_at", "is not", null)
    .orderBy("operations.finished_at", "desc")
    .limit(limit)
    .execute();
}
