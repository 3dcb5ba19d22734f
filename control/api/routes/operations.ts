import { z } from "zod";
import { recordAudit } from "../../db/audit.ts";
import { findOperation, listOperations, requestCancel } from "../../db/operations.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { auditRefusal } from "../mutations.ts";
import { ApiProblem } from "../problems.ts";
import { storeParams } from "../schemas/common.ts";
import { operationPage, operationParams, operationSchema, operationsQuery } from "../schemas/operation.ts";
import { maySee, visibleStore } from "../store-access.ts";
import { operationView, operationViews } from "../views/operation-view.ts";
import { refusals } from "./problem-responses.ts";
import { acceptedSchema } from "./store-changes.ts";

const tags = ["operations"];
const positionSchema = z.tuple([z.iso.datetime()]);

/** What is being done to stores. */
export function registerOperations(app: Api, { database, limits }: ApiContext): void {
  const { db } = database;

  app.get(
    "/api/stores/:name/operations",
    {
      schema: {
        tags,
        summary: "Operations of a store, newest first",
        params: storeParams,
        querystring: operationsQuery,
        response: { 200: operationPage, ...refusals },
      },
    },
    async (request) => {
      const store = await visibleStore(request, db, request.params.name);
      const { limit, cursor } = request.query;
      const before = readCursor(cursor, positionSchema)?.[0];
      const rows = await listOperations(db, store.name, {
        limit: limit + 1,
        since: store.created_at,
        before: before === undefined ? undefined : new Date(before),
      });
      const shown = rows.slice(0, limit);
      return {
        items: await operationViews(db, shown, limits.concurrency),
        nextCursor: rows.length > limit ? writeCursor([shown.at(-1)?.queued_at.toISOString() ?? ""]) : null,
      };
    },
  );

  app.get(
    "/api/operations/:id",
    { schema: { tags, summary: "One operation", params: operationParams, response: { 200: operationSchema, ...refusals } } },
    async (request) => operationView(db, await visibleOperation(request), limits.concurrency),
  );

  app.post(
    "/api/operations/:id/cancel",
    {
      schema: {
        tags,
        summary: "Stop an operation",
        description: "What is under way ends in an orderly way first. A deletion that runs cannot be undone.",
        params: operationParams,
        response: { 202: acceptedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const row = await visibleOperation(request);
      if (row.finished_at !== null) {
        const problem = new ApiProblem("operation-ended", `The operation has already ended: it ${row.state}.`);
        await auditRefusal(db, request, "operation.cancel", row.store_name, problem);
        throw problem;
      }
      await db.transaction().execute(async (transaction) => {
        await requestCancel(transaction, row.id);
        await recordAudit(transaction, {
          actorId: actorOf(request).id,
          actorIp: request.ip,
          action: "operation.cancel",
          target: row.store_name,
          outcome: "accepted",
          data: { operationId: row.id },
        });
      });
      reply.status(202);
      return { operation: await operationView(db, (await findOperation(db, row.id)) ?? row, limits.concurrency) };
    },
  );

  async function visibleOperation(request: Parameters<typeof actorOf>[0] & { readonly params: { readonly id: string } }) {
    const row = await findOperation(db, request.params.id);
    const store =
      row === undefined
        ? undefined
        : await db.selectFrom("stores").select("owner_id").where("name", "=", row.store_name).executeTakeFirst();
    // A name may belong to somebody else by now; an operation stays with who asked for it.
    const actor = actorOf(request);
    if (row === undefined || !(maySee(actor, store?.owner_id ?? null) || row.actor_id === actor.id)) {
      throw new ApiProblem("operation-not-found", "There is no such operation that you may see.");
    }
    return row;
  }
}
