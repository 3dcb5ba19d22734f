import type { Kysely } from "kysely";
import type { StoreStep } from "../operations/operation.ts";
import type { Database, EventLevel, EventRow } from "./schema.ts";

/** Channel that carries the id of every new event. */
export const eventChannel = "storefleet_events";

/** Something that happened to a store. Never holds a secret. */
export interface NewStoreEvent {
  readonly store: string;
  readonly operationId?: string | undefined;
  readonly type: string;
  readonly step?: StoreStep | undefined;
  /** @default info */
  readonly level?: EventLevel;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Records an event. Inside a transaction it comes last: events of all transactions are numbered one after another until each commits,
 * so whoever writes one must not wait for a row afterwards.
 */
export async function recordEvent(db: Kysely<Database>, event: NewStoreEvent): Promise<void> {
  await db
    .insertInto("events")
    .values({
      store_name: event.store,
      operation_id: event.operationId ?? null,
      type: event.type,
      step: event.step ?? null,
      level: event.level ?? "info",
      message: event.message,
      data: event.data === undefined ? null : JSON.stringify(event.data),
    })
    .execute();
}

/** Which events are read. */
export interface EventFilter {
  readonly store?: string | undefined;
  /** Only stores of this user. */
  readonly ownerId?: string | undefined;
  /** Only events after this id. */
  readonly after?: number | undefined;
  /** Only events before this id. */
  readonly before?: number | undefined;
  readonly since?: Date | undefined;
  /** @default asc */
  readonly order?: "asc" | "desc" | undefined;
  readonly limit: number;
}

export async function listEvents(db: Kysely<Database>, filter: EventFilter): Promise<EventRow[]> {
  const { store, ownerId, after, before, since, order = "asc", limit } = filter;
  let query = db.selectFrom("events").selectAll();
  if (store !== undefined) query = query.where("store_name", "=", store);
  if (ownerId !== undefined) {
    query = query.where("store_name", "in", (stores) => stores.selectFrom("stores").select("name").where("owner_id", "=", ownerId));
  }
  if (after !== undefined) query = query.where("id", ">", after);
  if (before !== undefined) query = query.where("id", "<", before);
  if (since !== undefined) query = query.where("at", ">=", since);
  return query.orderBy("id", order).limit(limit).execute();
}

/** Step events of operations, oldest first. */
export async function stepEvents(db: Kysely<Database>, operationIds: readonly string[]): Promise<EventRow[]> {
  if (operationIds.length === 0) return [];
  return db
    .selectFrom("events")
    .selectAll()
    .where("operation_id", "in", [...operationIds])
    .where("type", "=", "step")
    .orderBy("id")
    .execute();
}

/** Id of the newest event, 0 when there is none. */
export async function newestEventId(db: Kysely<Database>): Promise<number> {
  const { newest } = await db
    .selectFrom("events")
    .select(({ fn }) => fn.max("id").as("newest"))
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}
