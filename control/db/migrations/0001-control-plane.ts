import { type Kysely, sql } from "kysely";

/** Stores, what is done to them, and what is known about it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const now = sql`now()`;
  await db.schema
    .createTable("stores")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("engine", "text", (column) => column.notNull())
    .addColumn("owner_id", "text", (column) => column.notNull())
    .addColumn("spec", "jsonb", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("status_reason", "text")
    .addColumn("failed_step", "text")
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("url", "text")
    .addColumn("admin_url", "text")
    .addColumn("proof", "jsonb")
    .addColumn("provisioned_seconds", "double precision")
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addColumn("updated_at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addColumn("deleted_at", "timestamptz")
    .execute();
  await db.schema.createIndex("stores_owner").on("stores").columns(["owner_id", "name"]).execute();
  await db.schema.createIndex("stores_status").on("stores").columns(["status", "name"]).execute();
  await db.schema.createIndex("stores_created").on("stores").columns(["created_at", "name"]).execute();

  await db.schema
    .createTable("store_revisions")
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("spec", "jsonb", (column) => column.notNull())
    .addColumn("operation_id", "uuid")
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint("store_revisions_pk", ["store_name", "revision"])
    .execute();

  await db.schema
    .createTable("operations")
    .addColumn("id", "uuid", (column) => column.primaryKey().defaultTo(sql`gen_random_uuid()`))
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().defaultTo("queued"))
    .addColumn("input", "jsonb", (column) => column.notNull())
    .addColumn("actor_id", "text", (column) => column.notNull())
    .addColumn("idempotency_key", "text")
    .addColumn("attempt", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("lease_owner", "text")
    .addColumn("lease_until", "timestamptz")
    .addColumn("cancel_requested", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("error", "jsonb")
    .addColumn("step", "text")
    // Not the transaction's start: operations that were accepted one after another must be told apart.
    .addColumn("queued_at", "timestamptz", (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn("started_at", "timestamptz")
    .addColumn("finished_at", "timestamptz")
    .execute();
  await db.schema.createIndex("operations_store").on("operations").columns(["store_name", "queued_at"]).execute();
  await sql`create index operations_open on operations (queued_at) where state in ('queued', 'running')`.execute(db);
  await sql`create index operations_finished on operations (finished_at) where finished_at is not null`.execute(db);

  await db.schema
    .createTable("events")
    .addColumn("id", "bigserial", (column) => column.primaryKey())
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("operation_id", "uuid")
    .addColumn("at", "timestamptz", (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("step", "text")
    .addColumn("level", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .addColumn("data", "jsonb")
    .execute();
  await db.schema.createIndex("events_store").on("events").columns(["store_name", "id"]).execute();
  await db.schema.createIndex("events_operation").on("events").columns(["operation_id", "id"]).execute();

  await db.schema
    .createTable("job_logs")
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("operation_id", "uuid", (column) => column.notNull())
    .addColumn("job", "text", (column) => column.notNull())
    .addColumn("line_no", "integer", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn("line", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("job_logs_pk", ["operation_id", "job", "line_no"])
    .execute();
  await db.schema.createIndex("job_logs_store").on("job_logs").columns(["store_name", "at"]).execute();

  await db.schema
    .createTable("audit")
    .addColumn("id", "bigserial", (column) => column.primaryKey())
    .addColumn("at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addColumn("actor_id", "text")
    .addColumn("actor_ip", "text")
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("target", "text")
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("data", "jsonb")
    .execute();
  await db.schema.createIndex("audit_target").on("audit").columns(["target", "id"]).execute();

  await db.schema
    .createTable("idempotency_keys")
    .addColumn("actor_id", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("body_hash", "text", (column) => column.notNull())
    .addColumn("operation_id", "uuid", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint("idempotency_keys_pk", ["actor_id", "key"])
    .execute();

  await db.schema
    .createTable("quotas")
    .addColumn("owner_id", "text", (column) => column.primaryKey())
    .addColumn("max_stores", "integer", (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("proofs")
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull().defaultTo(now))
    .addColumn("ok", "boolean", (column) => column.notNull())
    .addColumn("seconds", "double precision", (column) => column.notNull())
    .addColumn("order_id", "text")
    .addColumn("error", "text")
    .execute();
  await db.schema.createIndex("proofs_store").on("proofs").columns(["store_name", "at"]).execute();

  await db.schema
    .createTable("store_origins")
    .addColumn("store_name", "text", (column) => column.primaryKey())
    .addColumn("actor_ip", "text", (column) => column.notNull())
    .execute();

  await appendOnly(db);
  await announceEvents(db);
}

/** What was recorded can be added to, never rewritten. */
async function appendOnly(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_rewrite() returns trigger language plpgsql as $$
    begin raise exception '% is append only', tg_table_name using errcode = 'insufficient_privilege'; end $$`.execute(db);
  for (const table of ["audit", "events"]) {
    await sql`create trigger append_only before update or delete on ${sql.table(table)}
      for each row execute function refuse_rewrite()`.execute(db);
  }
}

/**
 * Events become visible in the order of their ids, so that "everything after id N" never misses one that was numbered earlier and
 * committed later; and each wakes whoever listens when its transaction commits.
 */
async function announceEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function number_event() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtext('storefleet_events'));
      new.id := nextval('events_id_seq');
      return new;
    end $$`.execute(db);
  await sql`create trigger number before insert on events for each row execute function number_event()`.execute(db);
  await sql`
    create function announce_event() returns trigger language plpgsql as $$
    begin perform pg_notify('storefleet_events', new.id::text); return null; end $$`.execute(db);
  await sql`create trigger announce after insert on events for each row execute function announce_event()`.execute(db);
}
