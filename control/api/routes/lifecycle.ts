import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { recordAudit } from "../../db/audit.ts";
import type { StoreRow } from "../../db/schema.ts";
import { findRevision, insertRevision, listRevisions, nextRevision, updateStore } from "../../db/stores.ts";
import type { StoreOperationKind } from "../../operations/operation.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { readIdCursor, writeCursor } from "../cursor.ts";
import { acceptOperation, auditRefusal, refuseWhileBusy } from "../mutations.ts";
import { ApiProblem } from "../problems.ts";
import { mutationHeaders, storeParams } from "../schemas/common.ts";
import { credentialsSchema, historyQuery, revisionPage, rollbackBody } from "../schemas/store.ts";
import { differences } from "../spec-input.ts";
import { changeableStore, declaredStore, shownStore, visibleStore } from "../store-access.ts";
import { operationView } from "../views/operation-view.ts";
import { declaredDetail, storeDetail } from "../views/store-view.ts";
import { refusals } from "./problem-responses.ts";
import { acceptedSchema } from "./store-changes.ts";

const tags = ["stores"];

/** Which statuses allow which change; a store that was never proven has nothing to upgrade. */
const allowedFrom: Readonly<Record<"upgrade" | "suspend" | "resume" | "verify", readonly StoreRow["status"][]>> = {
  upgrade: ["Ready", "Failed"],
  suspend: ["Ready", "Failed"],
  resume: ["Suspended", "Failed"],
  verify: ["Ready", "Failed"],
};

const summaries: Readonly<Record<keyof typeof allowedFrom, string>> = {
  upgrade: "Upgrade a store to this installation's images",
  suspend: "Stop a store and keep its data",
  resume: "Start a suspended store",
  verify: "Prove an order in a store now",
};

/** Changes that are no change of the spec, the history, and how to log in. */
export function registerLifecycle(app: Api, context: ApiContext): void {
  const { database, limits } = context;
  const { db } = database;

  for (const kind of ["upgrade", "suspend", "resume", "verify"] as const) {
    app.post(
      `/api/stores/:name/${kind}`,
      {
        schema: {
          tags,
          summary: summaries[kind],
          params: storeParams,
          headers: mutationHeaders,
          response: { 202: acceptedSchema, ...refusals },
        },
      },
      async (request, reply) => {
        const { name } = request.params;
        const operation = await change(request, context, name, kind);
        reply.status(202).header("location", `/api/operations/${operation.id}`);
        return { operation: await operationView(db, operation, limits.concurrency) };
      },
    );
  }

  app.post(
    "/api/stores/:name/rollback",
    {
      schema: {
        tags,
        summary: "Bring an earlier revision back",
        params: storeParams,
        headers: mutationHeaders,
        body: rollbackBody,
        response: { 202: acceptedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const operation = await acceptOperation(request, context, {
        store: name,
        kind: "rollback",
        prepare: async (transaction) => {
          const store = await changeableStore(request, context, transaction, name);
          await refuseWhileBusy(transaction, name);
          const restores = request.body.revision ?? store.revision - 1;
          const earlier = restores < store.revision ? await findRevision(transaction, name, restores) : undefined;
          if (earlier === undefined || earlier.created_at < store.created_at) {
            throw new ApiProblem("revision-not-found", `${name} has no earlier revision ${restores}; see /api/stores/${name}/history.`);
          }
          const revision = await nextRevision(transaction, name);
          return {
            input: { revision, restores },
            data: { restores },
            record: async ({ id }) => {
              await updateStore(transaction, name, { spec: earlier.spec, revision });
              await insertRevision(transaction, { spec: earlier.spec, revision, operationId: id });
            },
          };
        },
      });
      reply.status(202).header("location", `/api/operations/${operation.id}`);
      return { operation: await operationView(db, operation, limits.concurrency) };
    },
  );

  app.get(
    "/api/stores/:name/history",
    {
      schema: {
        tags,
        summary: "Revisions of a store, newest first",
        params: storeParams,
        querystring: historyQuery,
        response: { 200: revisionPage, ...refusals },
      },
    },
    async (request) => {
      const store = await visibleStore(request, db, request.params.name);
      const { limit, cursor } = request.query;
      // One more than shown: the last one's changes are against it.
      const rows = await listRevisions(db, store, { limit: limit + 1, before: readIdCursor(cursor) });
      const shown = rows.slice(0, limit);
      return {
        items: shown.map((row, index) => ({
          revision: row.revision,
          current: row.revision === store.revision,
          createdAt: row.created_at.toISOString(),
          operationId: row.operation_id,
          spec: { ...row.spec },
          changes: rows[index + 1] === undefined ? [] : differences(rows[index + 1]?.spec, row.spec),
        })),
        nextCursor: rows.length > limit ? writeCursor([shown.at(-1)?.revision ?? 0]) : null,
      };
    },
  );

  app.get(
    "/api/stores/:name/admin-credentials",
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "How to log in to a store's administration",
        description: "The only reply with a secret in it; every use is audited.",
        params: storeParams,
        response: { 200: credentialsSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      reply.header("cache-control", "no-store");
      try {
        return await credentials(request, context, name);
      } catch (error) {
        if (error instanceof ApiProblem) await auditRefusal(db, request, "credentials.read", name, error);
        throw error;
      }
    },
  );
}

async function change(request: FastifyRequest, context: ApiContext, name: string, kind: keyof typeof allowedFrom & StoreOperationKind) {
  return acceptOperation(request, context, {
    store: name,
    kind,
    prepare: async (transaction) => {
      const store = await changeableStore(request, context, transaction, name);
      await refuseWhileBusy(transaction, name);
      if (!allowedFrom[kind].includes(store.status)) {
        throw new ApiProblem("not-ready", `${name} is ${store.status}; ${kind} needs ${allowedFrom[kind].join(" or ")}.`);
      }
      if (kind !== "upgrade") return { input: { revision: store.revision } };
      const revision = await nextRevision(transaction, name);
      return {
        input: { revision },
        record: async ({ id }) => {
          await updateStore(transaction, name, { revision });
          await insertRevision(transaction, { spec: store.spec, revision, operationId: id });
        },
      };
    },
  });
}

async function credentials(request: FastifyRequest, context: ApiContext, name: string): Promise<z.output<typeof credentialsSchema>> {
  const { db } = context.database;
  const { address } = context.environment;
  const declared = await declaredStore(request, context, name);
  const { spec, adminUrl } =
    declared === undefined ? await storeDetail(db, await shownStore(request, db, name), address) : declaredDetail(declared, address);
  const login = String(spec.adminEmail);
  let password: string;
  try {
    password = await context.cluster.adminPassword(name);
  } catch (error) {
    request.log.warn({ err: error, store: name }, "no credentials");
    throw new ApiProblem("not-ready", `${name} has no credentials in the cluster yet; wait until it is Ready.`);
  }
  await recordAudit(db, {
    actorId: actorOf(request).id,
    actorIp: request.ip,
    action: "credentials.read",
    target: name,
    outcome: "accepted",
  });
  return { store: name, adminUrl, login, password };
}
