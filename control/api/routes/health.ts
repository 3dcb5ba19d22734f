import { sql } from "kysely";
import type { Api, ApiContext } from "../context.ts";
import { healthSchema } from "../schemas/system.ts";

/** `/healthz`: the process answers. `/readyz`: it can take on changes. */
export function registerHealth(app: Api, { database }: ApiContext): void {
  const open = { config: { open: true } };
  app.get(
    "/healthz",
    { ...open, schema: { tags: ["system"], summary: "Whether the process answers", security: [], response: { 200: healthSchema } } },
    async () => ({
      status: "ok" as const,
      checks: {},
    }),
  );
  app.get(
    "/readyz",
    {
      ...open,
      schema: {
        tags: ["system"],
        summary: "Whether changes can be taken on",
        security: [],
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (request, reply) => {
      try {
        await sql`select 1`.execute(database.db);
        return { status: "ok" as const, checks: { database: "ok" } };
      } catch (error) {
        request.log.warn({ err: error }, "not ready");
        return reply.status(503).send({ status: "unavailable" as const, checks: { database: "does not answer" } });
      }
    },
  );
}
