import type { FastifyRateLimitOptions, FastifyRateLimitStore, FastifyRateLimitStoreCtor } from "@fastify/rate-limit";
import type { Kysely } from "kysely";
import { countOnce } from "../../db/rate-counts.ts";
import type { Database } from "../../db/schema.ts";

/** Counts requests in the database: however many processes serve the API, an address has one rate. */
export function sharedRateStore(db: Kysely<Database>): FastifyRateLimitStoreCtor {
  return class SharedRateStore implements FastifyRateLimitStore {
    readonly #route: string;

    constructor(_options: FastifyRateLimitOptions, route = "") {
      this.#route = route;
    }

    incr(address: string, callback: Parameters<FastifyRateLimitStore["incr"]>[1], timeWindow: number): void {
      countOnce(db, `${this.#route} ${address}`, timeWindow).then(
        ({ count, endsInMilliseconds }) => callback(null, { current: count, ttl: endsInMilliseconds }),
        (error: Error) => callback(error),
      );
    }

    child({ routeInfo }: Parameters<FastifyRateLimitStore["child"]>[0] & { routeInfo?: { method: unknown; url: string } }) {
      return new SharedRateStore({}, `${String(routeInfo?.method)} ${routeInfo?.url}`);
    }
  };
}
