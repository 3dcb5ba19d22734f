import type { FastifyRequest } from "fastify";
import type { StoreSpec } from "../../../stores/schema.ts";
import { lastUsageTurn, newestUsage, readUsagePoints, type UsageTurn, usageStepSeconds } from "../../db/usage.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { ceilingOf, type Demand, demandOf } from "../demand.ts";
import { storeParams } from "../schemas/common.ts";
import { type UsageView, usageNowSchema, usageQuery, usageSchema } from "../schemas/usage.ts";
import { declaredStore, maySee, visibleStore } from "../store-access.ts";
import { refusals } from "./problem-responses.ts";

/** As many as a chart has room for. */
const mostPoints = 240;

/** After so long without a measurement none comes by itself, in milliseconds: workers measure every minute. */
const silentMilliseconds = 5 * 60_000;

/** `GET /api/stores/:name/usage` and `GET /api/usage`: what a store uses over time, and what all of them use now. */
export function registerUsage(app: Api, context: ApiContext): void {
  const { db } = context.database;

  app.get(
    "/api/stores/:name/usage",
    {
      schema: {
        tags: ["stores"],
        summary: "CPU and memory of a store over time",
        description: "Measured once a minute and kept for a day; also of declared stores.",
        params: storeParams,
        querystring: usageQuery,
        response: { 200: usageSchema, ...refusals },
      },
    },
    async (request): Promise<UsageView> => {
      const { name } = request.params;
      const { spec, since } = await measuredStore(request, name);
      const range = { hours: request.query.hours, points: mostPoints, since };
      const [turn, points] = await Promise.all([lastUsageTurn(db), readUsagePoints(db, name, range)]);
      return {
        store: name,
        measuredAt: turn?.at.toISOString() ?? null,
        unavailable: whyNot(turn),
        guaranteed: inBytes(demandOf(spec)),
        limit: inBytes(ceilingOf(spec)),
        stepSeconds: usageStepSeconds(range),
        samples: points.map(({ at, cpuMillis, memoryBytes }) => ({ at: at.toISOString(), cpuMillis, memoryBytes })),
      };
    },
  );

  app.get(
    "/api/usage",
    {
      schema: {
        tags: ["stores"],
        summary: "CPU and memory of all stores now",
        description: "Of own stores; an admin's answer has everyone's.",
        response: { 200: usageNowSchema, ...refusals },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const own = (await context.declared()).filter(({ spec }) => maySee(actor, spec.owner)).map(({ spec }) => spec.name);
      const filter = { ownerId: actor.role === "admin" ? undefined : actor.id, declared: own };
      const [turn, items] = await Promise.all([lastUsageTurn(db), newestUsage(db, filter)]);
      return { measuredAt: turn?.at.toISOString() ?? null, unavailable: whyNot(turn), items };
    },
  );

  /** @throws {ApiProblem} `store-not-found`, also when it is somebody else's */
  async function measuredStore(request: FastifyRequest, name: string): Promise<{ spec: StoreSpec; since: Date | undefined }> {
    const declared = await declaredStore(request, context, name);
    if (declared !== undefined) return { spec: declared.spec, since: undefined };
    const { spec, created_at: since } = await visibleStore(request, db, name);
    return { spec, since };
  }
}

function whyNot(turn: UsageTurn | undefined): string | null {
  if (turn === undefined) return "CPU and memory have not been measured yet; a worker does so once a minute.";
  if (Date.now() - turn.at.getTime() > silentMilliseconds) {
    return `CPU and memory were measured last at ${turn.at.toISOString()}: no worker runs; storefleet up starts one.`;
  }
  return turn.unavailable;
}

function inBytes({ cpuMillis, memoryMiB }: Pick<Demand, "cpuMillis" | "memoryMiB">): UsageView["limit"] {
  return { cpuMillis, memoryBytes: memoryMiB * 2 ** 20 };
}
