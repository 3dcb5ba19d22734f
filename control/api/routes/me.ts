import { planNames, plans } from "../../../stores/plans.ts";
import { engines, storeSpecSchema } from "../../../stores/schema.ts";
import { countStores, findQuota } from "../../db/quotas.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { demandOf } from "../demand.ts";
import { monthlyShareUsd, priceBasis } from "../plan-price.ts";
import { meSchema, plansSchema } from "../schemas/system.ts";
import { refusals } from "./problem-responses.ts";

/** Who is logged in, and what can be ordered. */
export function registerMe(app: Api, { database, limits }: ApiContext): void {
  app.get(
    "/api/me",
    { schema: { tags: ["system"], summary: "Who you are", response: { 200: meSchema, ...refusals } } },
    async (request) => {
      const { id, name, email, role } = actorOf(request);
      const { owner } = await countStores(database.db, id, request.ip);
      return { id, name, email, role, quota: { used: owner, max: (await findQuota(database.db, id)) ?? limits.storesPerUser } };
    },
  );

  app.get(
    "/api/plans",
    { schema: { tags: ["stores"], summary: "Sizes of stores", response: { 200: plansSchema, ...refusals } } },
    async () => ({
      priceBasis,
      items: planNames.map((name) => {
        const { summary, maxReplicas, storage } = plans[name];
        const examples = engines.map(
          (engine) => [engine, storeSpecSchema.parse({ name: "example", engine, plan: name, adminEmail: "admin@example.com" })] as const,
        );
        const demand = Object.fromEntries(examples.map(([engine, spec]) => [engine, demandOf(spec)]));
        const monthlyUsd = Object.fromEntries(examples.map(([engine, spec]) => [engine, monthlyShareUsd(spec)]));
        const { databaseGiB, uploadsGiB, maxGiB } = storage;
        return { name, summary, maxReplicas, databaseGiB, uploadsGiB, maxGiB, demand, monthlyUsd };
      }),
    }),
  );
}
