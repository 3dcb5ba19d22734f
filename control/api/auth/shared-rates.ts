import type { BetterAuthRateLimitStorage } from "better-auth";
import type { Kysely } from "kysely";
import { countOnce } from "../../db/rate-counts.ts";
import type { Database } from "../../db/schema.ts";

/** Counts log-ins and the like in the database: however many processes serve them, an address has one rate. */
export function sharedRates(db: Kysely<Database>): BetterAuthRateLimitStorage {
  return {
    consume: async (key, { window, max }) => {
      const { count, endsInMilliseconds } = await countOnce(db, `auth ${key}`, window * 1000);
      return count <= max ? { allowed: true, retryAfter: null } : { allowed: false, retryAfter: Math.ceil(endsInMilliseconds / 1000) };
    },
  };
}
