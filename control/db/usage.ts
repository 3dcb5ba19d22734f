import { type Kysely, sql } from "kysely";
import type { StoreUsage } from "../cluster/usage.ts";
import type { Database } from "./schema.ts";

/** A worker's turn to measure. */
export interface UsageTurn {
  /** Time of everything that is measured in it. */
  readonly at: Date;
  /** Why nothing could be measured at the turn before. */
  readonly unavailable: string | null;
}

/**
 * Takes the turn to measure, unless one began within the interval, here or in another process.
 *
 * @param seconds The interval.
 */
export async function takeUsageTurn(db: Kysely<Database>, seconds: number): Promise<UsageTurn | undefined> {
  const { rows } = await sql<UsageTurn>`
    insert into usage_turn as turn (at) values (date_trunc('milliseconds', clock_timestamp()))
    on conflict (single) do update set at = excluded.at where turn.at <= excluded.at - make_interval(secs => ${seconds})
    returning at, unavailable`.execute(db);
  return rows[0];
}

/** What was measured in a turn, or why nothing was. */
export interface MeasuredUsage {
  readonly stores: readonly StoreUsage[];
  readonly unavailable: string | null;
}

/**
 * Keeps what was measured, and forgets what is too old: as many statements for a thousand stores as for one.
 *
 * @param hours How long samples are kept.
 */
export async function recordUsage(db: Kysely<Database>, at: Date, { stores, unavailable }: MeasuredUsage, hours: number): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`update usage_turn set unavailable = ${unavailable}`.execute(transaction);
    await sql`
      insert into usage_samples (store_name, at, cpu_millis, memory_bytes)
      select store_name, ${at}::timestamptz, cpu_millis, memory_bytes
      from unnest(${stores.map(({ store }) => store)}::text[], ${stores.map(({ cpuMillis }) => cpuMillis)}::float8[],
        ${stores.map(({ memoryBytes }) => memoryBytes)}::bigint[]) as measured (store_name, cpu_millis, memory_bytes)
      on conflict do nothing`.execute(transaction);
    await sql`delete from usage_samples where at < ${at}::timestamptz - make_interval(hours => ${hours})`.execute(transaction);
  });
}

/** What a store used within one step of time. */
export interface UsagePoint {
  /** Start of the step. */
  readonly at: Date;
  /** Mean of the step, in thousandths of a CPU. */
  readonly cpuMillis: number;
  /** Highest of the step: what matters is how near it came to the limit. */
  readonly memoryBytes: number;
}

/** Which part of a store's past is read. */
export interface UsageRange {
  /** Up to now. */
  readonly hours: number;
  /** Most points; each covers a minute or more. */
  readonly points: number;
  /** Nothing before this: an earlier store had the same name. @default - from the start */
  readonly since?: Date | undefined;
}

/** Length of a range's steps, in seconds: whole minutes, because that is how often is measured. */
export function usageStepSeconds({ hours, points }: UsageRange): number {
  return Math.max(1, Math.ceil((hours * 60) / points)) * 60;
}

/** A store's past in equal steps, oldest first; steps without a sample are left out. */
export async function readUsagePoints(db: Kysely<Database>, store: string, range: UsageRange): Promise<UsagePoint[]> {
  const step = usageStepSeconds(range);
  const bin = sql`date_bin(make_interval(secs => ${step}), at, 'epoch'::timestamptz)`;
  // Whole steps that end with the present one, so that they are never more than were asked for.
  const steps = Math.ceil((range.hours * 3600) / step);
  const { rows } = await sql<UsagePoint>`
    select ${bin} as at, round(avg(cpu_millis)::numeric, 1)::float8 as "cpuMillis", max(memory_bytes) as "memoryBytes"
    from usage_samples
    where store_name = ${store} and at >= ${range.since ?? new Date(0)}
      and at >= date_bin(make_interval(secs => ${step}), now(), 'epoch'::timestamptz) - make_interval(secs => ${step * (steps - 1)})
    group by 1 order by 1`.execute(db);
  return rows;
}

/** When was measured last, and why nothing was; undefined before the first time. */
export async function lastUsageTurn(db: Kysely<Database>): Promise<UsageTurn | undefined> {
  return db.selectFrom("usage_turn").select(["at", "unavailable"]).executeTakeFirst();
}

/** Whose newest samples are read. */
export interface UsageFilter {
  /** Only stores of this user, and those that are named. @default - everyone's */
  readonly ownerId?: string | undefined;
  /** Declared stores of the same user. */
  readonly declared: readonly string[];
}

/** What stores used at the last turn; nothing while nothing is measured. */
export async function newestUsage(db: Kysely<Database>, { ownerId, declared }: UsageFilter): Promise<StoreUsage[]> {
  const { rows } = await sql<StoreUsage>`
    select store_name as store, cpu_millis as "cpuMillis", memory_bytes as "memoryBytes"
    from usage_samples
    where at = (select at from usage_turn) and (
      ${ownerId ?? null}::text is null or store_name = any(${[...declared]}::text[]) or exists (
        select from stores where name = store_name and owner_id = ${ownerId ?? null} and deleted_at is null and created_at <= usage_samples.at))
    order by store_name`.execute(db);
  return rows;
}
