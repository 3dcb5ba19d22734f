import { type Kysely, sql } from "kysely";
import type { Database, OperationRow } from "../db/schema.ts";
import type { StoreOperationKind } from "../operations/operation.ts";

/** Who may run what at once. */
export interface ClaimRules {
  /** Name of this worker, unique among all. */
  readonly owner: string;
  /** How long a claim holds without a heartbeat, in seconds. */
  readonly leaseSeconds: number;
  /** Most operations of {@link provisioningKinds} that run at once, over all workers. */
  readonly provisions: number;
  /** Operations that this worker still runs although their claim may have ended: they are not begun a second time beside themselves. */
  readonly except?: readonly string[];
}

/** A claimed operation. Attempt and owner together tell this run from every other of the same operation. */
export type Claim = Pick<OperationRow, "id" | "store_name" | "kind" | "input" | "attempt" | "started_at" | "cancel_requested"> & {
  readonly owner: string;
};

/** Operations that run the engine and so count against the limit. */
export const provisioningKinds: readonly StoreOperationKind[] = ["create", "update", "upgrade", "rollback", "delete"];

/** Key of the lock that makes claims of all workers happen one after another; they take milliseconds. */
const claimLock = 7_316_001;

/**
 * Claims the next operation that may run: the oldest of its store, no other of the store running, within the limit of provisions.
 * An operation whose worker stopped beating is claimed again.
 */
export async function claimNext(db: Kysely<Database>, rules: ClaimRules): Promise<Claim | undefined> {
  const { owner, leaseSeconds, provisions, except = [] } = rules;
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(claimLock)})`.execute(transaction);
    const { rows } = await sql<Claim>`
      with alive as (select store_name, kind from operations where state = 'running' and lease_until > now())
      update operations set
        state = 'running', lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseSeconds}),
        attempt = attempt + 1, started_at = coalesce(started_at, now())
      where id = (
        select candidate.id from operations candidate
        where candidate.state in ('queued', 'running')
          and (candidate.lease_until is null or candidate.lease_until <= now())
          and candidate.id <> all(${[...except]}::uuid[])
          and not exists (
            select from operations earlier
            where earlier.store_name = candidate.store_name and earlier.state in ('queued', 'running')
              and (earlier.queued_at, earlier.id) < (candidate.queued_at, candidate.id))
          and candidate.store_name not in (select store_name from alive)
          and (candidate.kind <> all(${provisioningKinds}) or
               (select count(*) from alive where kind = any(${provisioningKinds})) < ${provisions})
        order by candidate.queued_at, candidate.id limit 1)
      returning id, store_name, kind, input, attempt, started_at, cancel_requested, lease_owner as owner`.execute(transaction);
    return rows[0];
  });
}

/** What a heartbeat tells: `lost` means that the claim has ended and nothing may be written any more. */
export type Beat = "held" | "cancel" | "lost";

/** Prolongs a claim. Somebody who wants the store deleted wants what runs on it cancelled. */
export async function beat(db: Kysely<Database>, claim: Claim, leaseSeconds: number): Promise<Beat> {
  const { rows } = await sql<{ cancel: boolean }>`
    update operations current set lease_until = now() + make_interval(secs => ${leaseSeconds})
    where id = ${claim.id} and state = 'running' and lease_owner = ${claim.owner} and attempt = ${claim.attempt}
    returning cancel_requested or (kind <> 'delete' and exists (
      select from operations later
      where later.store_name = current.store_name and later.kind = 'delete' and later.state = 'queued')) as cancel`.execute(db);
  const [row] = rows;
  if (row === undefined) return "lost";
  return row.cancel ? "cancel" : "held";
}

/**
 * Ends operations that have not begun and that nobody wants any more: cancelled ones, and those of a store that is to be deleted.
 *
 * @returns those that were ended
 */
export async function cancelUnwanted(db: Kysely<Database>): Promise<Pick<OperationRow, "id" | "store_name" | "kind">[]> {
  const { rows } = await sql<Pick<OperationRow, "id" | "store_name" | "kind">>`
    update operations unwanted set state = 'cancelled', finished_at = now()
    where state = 'queued' and attempt = 0 and (cancel_requested or (kind <> 'delete' and exists (
      select from operations later
      where later.store_name = unwanted.store_name and later.kind = 'delete' and later.state in ('queued', 'running')
        and later.queued_at > unwanted.queued_at)))
    returning id, store_name, kind`.execute(db);
  return rows;
}

/**
 * Puts an operation back in line.
 *
 * @param seconds How long it must not run again.
 */
export async function putBack(db: Kysely<Database>, claim: Claim, seconds: number): Promise<void> {
  await sql`
    update operations set state = 'queued', lease_owner = null, lease_until = now() + make_interval(secs => ${seconds})
    where id = ${claim.id} and state = 'running' and lease_owner = ${claim.owner} and attempt = ${claim.attempt}`.execute(db);
}
