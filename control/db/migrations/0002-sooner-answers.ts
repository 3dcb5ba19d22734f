import { type Kysely, sql } from "kysely";

/** Sooner answers. Lists are sorted byte by byte, whatever the database's own language; and every store is asked for what is under way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index stores_listed on stores (name collate "C") where deleted_at is null`.execute(db);
  await sql`create index stores_listed_of_owner on stores (owner_id, name collate "C") where deleted_at is null`.execute(db);
  await sql`create index operations_open_of_store on operations (store_name, queued_at) where state in ('queued', 'running')`.execute(db);
  // Workers learn of an operation when its transaction commits, rather than at their next look.
  await sql`
    create function announce_operation() returns trigger language plpgsql as $$
    begin perform pg_notify('storefleet_operations', ''); return null; end $$`.execute(db);
  await sql`create trigger announce after insert on operations for each statement execute function announce_operation()`.execute(db);
}
