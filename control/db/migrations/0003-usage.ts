import { type Kysely, sql } from "kysely";

/** CPU and memory of stores over time, and where they were measured last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("usage_samples")
    .addColumn("store_name", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("cpu_millis", "double precision", (column) => column.notNull())
    .addColumn("memory_bytes", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("usage_samples_pk", ["store_name", "at"])
    .execute();
  // What is too old goes every minute.
  await db.schema.createIndex("usage_samples_at").on("usage_samples").column("at").execute();
  await db.schema
    .createTable("usage_turn")
    .addColumn("single", "boolean", (column) => column.primaryKey().defaultTo(true).check(sql`single`))
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("unavailable", "text")
    .execute();
}
