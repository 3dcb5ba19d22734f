import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { ApiDependencies } from "./dependencies.ts";
import type { EventHub } from "./event-hub.ts";
import type { Metrics } from "./plugins/metrics.ts";
import type { OpenStreams } from "./server-sent-events.ts";

/** The API with its schemas as types. */
export type Api = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** What routes share besides their dependencies. */
export interface ApiContext extends ApiDependencies {
  readonly hub: EventHub;
  readonly streams: OpenStreams;
  readonly metrics: Metrics;
}
