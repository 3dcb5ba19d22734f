import { z } from "zod";
import { openOperations, requestCancel } from "../../db/operations.ts";
import { recordOrigin } from "../../db/quotas.ts";
import { findStore, insertRevision, insertStore, nextRevision, updateStore } from "../../db/stores.ts";
import { admit } from "../admission.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { acceptOperation, auditRefusal, refuseWhileBusy } from "../mutations.ts";
import { bodyUnchecked } from "../plugins/unchecked-body.ts";
import { ApiProblem } from "../problems.ts";
import { mutationHeaders, storeParams } from "../schemas/common.ts";
import { operationSchema } from "../schemas/operation.ts";
import { createStoreBody, ifMatchHeaders, patchStoreBody } from "../schemas/store.ts";
import { checkedSpec, mergePatch, withDefaults } from "../spec-input.ts";
import { changeableStore } from "../store-access.ts";
import { operationView } from "../views/operation-view.ts";
import { etagOf } from "../views/store-view.ts";
import { refusals } from "./problem-responses.ts";

export const acceptedSchema = z.strictObject({ operation: operationSchema }).describe("Accepted; follow the operation.");
const tags = ["stores"];

/** `POST /api/stores`, `PATCH` and `DELETE /api/stores/:name`. */
export function registerStoreChanges(app: Api, context: ApiContext): void {
  const { database, environment, limits } = context;

  app.post(
    "/api/stores",
    {
      config: { rateLimit: { max: limits.createsPerMinute, timeWindow: 60_000 } },
      validatorCompiler: bodyUnchecked,
      schema: {
        tags,
        summary: "Create a store",
        description: "Checked, compared with quotas and with what the cluster has left, and queued. Ready means that an order was proven.",
        headers: mutationHeaders,
        body: createStoreBody,
        response: { 202: acceptedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const input: unknown = request.body;
      const spec = checkedSpec(withDefaults(input, { owner: actor.id, environment: environment.name }));
      if (actor.role !== "admin" && spec.owner !== actor.id) {
        const problem = new ApiProblem(
          "forbidden",
          `Only an administrator may create a store for somebody else; leave owner out, or say ${actor.id}.`,
        );
        await auditRefusal(database.db, request, "store.create", spec.name, problem);
        throw problem;
      }
      if (spec.environments.length !== 1 || spec.environments[0] !== environment.name) {
        throw new ApiProblem("invalid-store", `A store made here runs in ${environment.name} only; leave environments out.`, {
          problems: [
            {
              store: spec.name,
              field: "environments",
              message: "must be this environment",
              got: JSON.stringify(spec.environments),
              allowed: JSON.stringify([environment.name]),
            },
          ],
        });
      }
      const declared = (await context.declared()).some((store) => store.spec.name === spec.name);
      const row = await acceptOperation(request, context, {
        store: spec.name,
        kind: "create",
        prepare: async (transaction) => {
          if (declared || (await findStore(transaction, spec.name)) !== undefined) {
            throw new ApiProblem("name-taken", `The name ${spec.name} is already used; choose another.`);
          }
          await admit(transaction, context, spec, { ownerId: spec.owner, address: request.ip });
          // Whoever counted the stores before has committed by now: the name is looked up once more under that lock.
          if ((await findStore(transaction, spec.name)) !== undefined) {
            throw new ApiProblem("name-taken", `The name ${spec.name} is already used; choose another.`);
          }
          const revision = await nextRevision(transaction, spec.name);
          return {
            input: { revision },
            data: { engine: spec.engine, plan: spec.plan, owner: spec.owner },
            record: async ({ id }) => {
              await insertStore(transaction, { spec, ownerId: spec.owner, revision });
              await insertRevision(transaction, { spec, revision, operationId: id });
              await recordOrigin(transaction, spec.name, request.ip);
            },
          };
        },
      });
      reply.status(202).header("location", `/api/operations/${row.id}`);
      return { operation: await operationView(database.db, row, limits.concurrency) };
    },
  );

  app.patch(
    "/api/stores/:name",
    {
      validatorCompiler: bodyUnchecked,
      schema: {
        tags,
        summary: "Change a store",
        params: storeParams,
        headers: z.looseObject({ ...mutationHeaders.shape, ...ifMatchHeaders.shape }),
        body: patchStoreBody,
        response: { 202: acceptedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const patch: unknown = request.body;
      const row = await acceptOperation(request, context, {
        store: name,
        kind: "update",
        prepare: async (transaction) => {
          const store = await changeableStore(request, context, transaction, name);
          requireMatch(request.headers["if-match"], etagOf(store));
          const spec = checkedSpec(mergePatch(store.spec, patch));
          for (const field of ["name", "engine", "owner", "environments"] as const) {
            if (JSON.stringify(spec[field]) !== JSON.stringify(store.spec[field])) {
              throw new ApiProblem("immutable-field", `${field} cannot change; make a new store instead.`, {
                problems: [
                  {
                    store: name,
                    field,
                    message: "cannot change",
                    got: JSON.stringify(spec[field]),
                    allowed: JSON.stringify(store.spec[field]),
                  },
                ],
              });
            }
          }
          await refuseWhileBusy(transaction, name);
          const revision = await nextRevision(transaction, name);
          return {
            input: { revision },
            data: { fields: typeof patch === "object" && patch !== null ? Object.keys(patch) : [] },
            record: async ({ id }) => {
              await updateStore(transaction, name, { spec, revision });
              await insertRevision(transaction, { spec, revision, operationId: id });
            },
          };
        },
      });
      reply.status(202).header("location", `/api/operations/${row.id}`);
      return { operation: await operationView(database.db, row, limits.concurrency) };
    },
  );

  app.delete(
    "/api/stores/:name",
    {
      schema: {
        tags,
        summary: "Delete a store with its data",
        description: "Stops what is under way for it. Repeating it answers the same operation.",
        params: storeParams,
        headers: mutationHeaders,
        response: { 202: acceptedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const row = await acceptOperation(request, context, {
        store: name,
        kind: "delete",
        prepare: async (transaction) => {
          const store = await changeableStore(request, context, transaction, name);
          if (store.spec.deletionProtection) {
            throw new ApiProblem("deletion-protected", `${name} has deletionProtection: set it to false first.`);
          }
          const open = await openOperations(transaction, name);
          const already = open.find(({ kind }) => kind === "delete");
          if (already !== undefined) return { input: already.input, already };
          return {
            input: { revision: store.revision },
            data: { cancelled: open.map(({ id }) => id) },
            record: async () => {
              for (const { id } of open) await requestCancel(transaction, id);
              await updateStore(transaction, name, { status: "Deleting", status_reason: "waits for its deletion" });
            },
          };
        },
      });
      reply.status(202).header("location", `/api/operations/${row.id}`);
      return { operation: await operationView(database.db, row, limits.concurrency) };
    },
  );
}

function requireMatch(given: string | undefined, current: string): void {
  if (given === undefined) {
    throw new ApiProblem("precondition-required", `Send If-Match with the store's ETag (now ${current}), so that nobody's change is lost.`);
  }
  const tags = given.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (tags.includes("*") || tags.includes(current)) return;
  throw new ApiProblem("etag-mismatch", `The store was changed meanwhile (ETag is now ${current}); read it again and repeat the change.`);
}
