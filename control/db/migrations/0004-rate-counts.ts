import { type Kysely, sql } from "kysely";

/** How often something was asked for from one address. Unlogged: the counts last a minute, and a crash may forget them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create unlogged table rate_counts (key text primary key, count integer not null, ends_at timestamptz not null)`.execute(db);
}
