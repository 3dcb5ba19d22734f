import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import type { ApiDependencies } from "../dependencies.ts";
import { sharedRateStore } from "./shared-rate-store.ts";

/** Headers that keep a browser from doing what was not meant, and limits per address (of IPv6: per /64) on the routes that name one. */
export async function registerSecurity(app: FastifyInstance, { environment, database }: ApiDependencies): Promise<void> {
  const https = environment.address.scheme === "https";
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // React and Radix set style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: https,
    referrerPolicy: { policy: "no-referrer" },
  });
  await app.register(rateLimit, {
    global: false,
    store: sharedRateStore(database.db),
    errorResponseBuilder: (_request, { max, after, ttl }) =>
      Object.assign(new Error(`At most ${max} such requests a minute from one address; try again in ${after}.`), {
        statusCode: 429,
        retryAfterSeconds: ttl / 1000,
      }),
  });
}
