import type { Kysely } from "kysely";
import { forgetOldIdempotencyKeys } from "../db/idempotency.ts";
import { forgetOldCounts } from "../db/rate-counts.ts";
import type { Database } from "../db/schema.ts";

/** Time between two clean-ups, in seconds. */
export const housekeepingSeconds = 3600;

/** Removes what nobody asks for any more. Several workers may do it at once. */
export async function keepHouse(db: Kysely<Database>): Promise<void> {
  await forgetOldIdempotencyKeys(db);
  await forgetOldCounts(db);
}
