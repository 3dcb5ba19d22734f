import { CompiledQuery, sql, type Transaction } from "kysely";
import { type Db, PgBoss } from "pg-boss";
import type { OpenDatabase } from "./database.ts";
import type { Database } from "./schema.ts";

/** Queue of operations on stores. At most one job per store is active; the others wait in their order. */
export const operationQueue = "store-operations";

/** What a job carries: everything else stands in the operation's row. */
export interface OperationJob {
  readonly operationId: string;
}

/** Options of {@link openQueue}. */
export interface QueueOptions {
  /** Whether this process looks after retries, expiry and clean-up: a worker does, an API replica does not. @default false */
  readonly supervise?: boolean;
  readonly onError?: (error: Error) => void;
}

/** Opens the queue over an open database, creating what it lacks. Call `stop` before the database closes. */
export async function openQueue(
  { db, pool }: Pick<OpenDatabase, "db" | "pool">,
  { supervise = false, onError }: QueueOptions = {},
): Promise<PgBoss> {
  // Its maintenance sends several statements at once and reads what each of them answers, which Kysely does not hand on.
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) },
    supervise,
    schedule: false,
  });
  boss.on("error", (error) => onError?.(error));
  // Two processes that make the queue's schema at once would break each other's.
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('storefleet_queue'))`.execute(transaction);
    await boss.start();
    await boss.createQueue(operationQueue, {
      policy: "singleton",
      // Leases decide when an operation is taken over; a job must not expire under a worker that still renews its lease.
      expireInSeconds: 3600,
      retryLimit: 1_000_000,
      retryDelay: 2,
      deleteAfterSeconds: 7 * 24 * 3600,
    });
  });
  return boss;
}

/** Puts an operation into the queue within the transaction that records it: either both exist or neither. */
export async function enqueueOperation(
  boss: PgBoss,
  transaction: Transaction<Database>,
  { operationId, store }: { readonly operationId: string; readonly store: string },
): Promise<void> {
  const job: OperationJob = { operationId };
  const id = await boss.send(operationQueue, job, { id: operationId, singletonKey: store, db: within(transaction) });
  if (id === null) throw new Error(`operation ${operationId} was not queued`);
}

function within(transaction: Transaction<Database>): Db {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows };
    },
  };
}
