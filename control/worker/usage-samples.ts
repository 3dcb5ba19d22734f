import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { inTime } from "../cluster/in-time.ts";
import { type StoreUsage, UsageUnavailable } from "../cluster/usage.ts";
import type { Database } from "../db/schema.ts";
import { type MeasuredUsage, recordUsage, takeUsageTurn } from "../db/usage.ts";

/** How a worker measures what stores use. */
export interface UsageSampling {
  readonly db: Kysely<Database>;
  readonly logger: Logger;
  /** What every store uses now. @throws {UsageUnavailable} when nobody tells */
  readonly read: () => Promise<readonly StoreUsage[]>;
  /** Time between two samples, over all workers. */
  readonly seconds: number;
  /** How long samples are kept. */
  readonly hours: number;
}

/** How long a whole cluster may take to say what it uses, in seconds. */
const patienceSeconds = 10;

/** Measures every store once, when it is time and no other worker does. A source that is missing is logged once, not at every turn. */
export async function sampleUsage({ db, logger, read, seconds, hours }: UsageSampling): Promise<void> {
  const turn = await takeUsageTurn(db, seconds);
  if (turn === undefined) return;
  const measured = await measure(read);
  if (measured.unavailable !== turn.unavailable) {
    if (measured.unavailable === null) logger.info("CPU and memory of stores are measured again");
    else logger.warn({ err: measured.error }, measured.unavailable);
  }
  await recordUsage(db, turn.at, measured, hours);
}

async function measure(read: UsageSampling["read"]): Promise<MeasuredUsage & { readonly error?: unknown }> {
  try {
    return { stores: await inTime(read(), patienceSeconds), unavailable: null };
  } catch (error) {
    if (error instanceof UsageUnavailable) return { stores: [], unavailable: error.message };
    // What exactly failed is for the log: owners read the rest.
    return { stores: [], unavailable: "CPU and memory are not measured: the cluster does not answer.", error };
  }
}
