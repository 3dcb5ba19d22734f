import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { queueState } from "../../db/operations.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { collectStoreMetrics } from "../store-metrics.ts";

/** What Prometheus reads. One registry for each app, so that several in one process do not share counts. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: "storefleet_api_request_duration_seconds",
    help: "How long the API took to answer.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor(dependencies: ApiDependencies) {
    const { db } = dependencies.database;
    collectDefaultMetrics({ register: this.registry });
    collectStoreMetrics(this.registry, db);
    let read: ReturnType<typeof queueState> | undefined;
    // Both gauges are read in one scrape from one query.
    const queue = () => {
      read ??= queueState(db).finally(() => {
        read = undefined;
      });
      return read;
    };
    new Gauge({
      name: "storefleet_queue_operations",
      help: "Operations that wait or run.",
      labelNames: ["state"],
      registers: [this.registry],
      async collect() {
        const { queued, running } = await queue();
        this.set({ state: "queued" }, queued);
        this.set({ state: "running" }, running);
      },
    });
    new Gauge({
      name: "storefleet_queue_oldest_seconds",
      help: "Age of the operation that waits longest.",
      registers: [this.registry],
      async collect() {
        this.set((await queue()).oldestSeconds);
      },
    });
  }
}

/** Measures every request, and answers `/metrics` to whoever may see the system. */
export function registerMetrics(app: FastifyInstance, { metrics }: { readonly metrics: Metrics }): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.is404 ? "none" : (request.routeOptions.url ?? "none");
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get("/metrics", { config: { adminOnly: true }, schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
