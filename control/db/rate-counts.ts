import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** How often something was done within a window, this time included. */
export interface RateCount {
  readonly count: number;
  /** Until the window ends, in milliseconds. */
  readonly endsInMilliseconds: number;
}

/**
 * Counts one more. Every process that shares the database counts together; a window begins with the first count after the last one.
 *
 * @param windowMilliseconds Length of a window that begins now.
 */
export async function countOnce(db: Kysely<Database>, key: string, windowMilliseconds: number): Promise<RateCount> {
  // The clock, not the transaction's start: whoever waited for the row counts when it got it.
  const { rows } = await sql<{ count: number; ends_in: number }>`
    insert into rate_counts as counted (key, count, ends_at)
    values (${key}, 1, clock_timestamp() + ${windowMilliseconds} * interval '1 millisecond')
    on conflict (key) do update set
      count = case when counted.ends_at <= clock_timestamp() then 1 else counted.count + 1 end,
      ends_at = case when counted.ends_at <= clock_timestamp() then excluded.ends_at else counted.ends_at end
    returning count, greatest(0, extract(epoch from ends_at - clock_timestamp()) * 1000) as ends_in`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("a count was not returned");
  return { count: row.count, endsInMilliseconds: row.ends_in };
}

/** Removes counts whose window is over. */
export async function forgetOldCounts(db: Kysely<Database>): Promise<void> {
  await sql`delete from rate_counts where ends_at < now()`.execute(db);
}
