import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { storeUrl } from "../../../constructs/names.ts";
import type { StoreProblem } from "../../../stores/problems.ts";
import type { StoreSpec } from "../../../stores/schema.ts";
import { findStore, nextRevision } from "../../db/stores.ts";
import { planOfChanges } from "../../plan-summary/plan-change.ts";
import { summarizePlan } from "../../plan-summary/plan-summary.ts";
import { assess } from "../admission.ts";
import { actorOf } from "../auth/actor.ts";
import { chartProblems } from "../chart-values.ts";
import type { Api, ApiContext } from "../context.ts";
import { demandOf } from "../demand.ts";
import { ApiProblem } from "../problems.ts";
import { planBody, planSchema, validateBody, validationSchema } from "../schemas/plan.ts";
import { checkedSpec, withDefaults } from "../spec-input.ts";
import { maySee } from "../store-access.ts";
import { refusals } from "./problem-responses.ts";

const tags = ["stores"];

/** What would be, without changing anything. */
export function registerPlanning(app: Api, context: ApiContext): void {
  const { database, environment } = context;
  const { db } = database;

  app.post(
    "/api/stores::validate",
    {
      schema: {
        tags,
        summary: "Check a store or raw chart values",
        description: "Nothing is changed. Also says whether the store would be taken on now.",
        body: validateBody,
        response: { 200: validationSchema, ...refusals },
      },
    },
    async (request) => {
      const { spec: input, values } = request.body;
      if ((input === undefined) === (values === undefined)) throw new ApiProblem("invalid-request", "Send either spec or values.");
      const none = { spec: null, url: null, demand: null, admission: null };
      if (values !== undefined) {
        const problems = chartProblems(values);
        return { ...none, valid: problems.length === 0, problems: [...problems] };
      }
      const { problems, spec } = await check(request, input);
      if (spec === undefined) return { ...none, valid: false, problems: [...problems] };
      return {
        valid: problems.length === 0,
        problems: [...problems],
        spec: { ...spec },
        url: storeUrl(spec.name, environment.address),
        demand: demandOf(spec),
        admission: await assess(db, context, spec, { ownerId: spec.owner, address: request.ip }),
      };
    },
  );

  app.post(
    "/api/stores::plan",
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "Preview a store, new or changed",
        description: "What would be done to every object, whether data would be lost, and a hash of it all. Nothing is changed.",
        body: planBody,
        response: { 200: planSchema, ...refusals },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const row = typeof request.body.spec.name === "string" ? await findStore(db, request.body.spec.name) : undefined;
      const own = row !== undefined && maySee(actor, row.owner_id) ? row : undefined;
      const spec = checkedSpec(withDefaults(request.body.spec, { owner: own?.owner_id ?? actor.id, environment: environment.name }));
      if (own === undefined) await refuseTaken(spec.name);
      if (actor.role !== "admin" && spec.owner !== actor.id)
        throw new ApiProblem("forbidden", "Only an administrator may plan for somebody else.");
      if (context.preview === undefined) {
        throw new ApiProblem("not-supported-yet", "This process has no engine, so nothing can be previewed; use /api/stores:validate.");
      }
      const [preview, revision, admission] = await Promise.all([
        context.preview(spec, request.signal).catch((error: unknown) => {
          request.log.warn({ err: error, store: spec.name }, "preview failed");
          throw new ApiProblem("preview-failed", `The preview failed: ${error instanceof Error ? error.message : String(error)}`);
        }),
        nextRevision(db, spec.name),
        assess(db, context, spec, { ownerId: spec.owner, address: request.ip }),
      ]);
      const changes = preview.changes
        .flatMap(({ op, kind, name, properties }) =>
          op === "same"
            ? []
            : [
                {
                  op,
                  kind,
                  name,
                  properties: properties.map(({ path, change, old, new: after }) => ({
                    path,
                    change,
                    ...(old === undefined ? {} : { old }),
                    ...(after === undefined ? {} : { new: after }),
                  })),
                },
              ],
        )
        // The engine tells of objects in the order in which it gets to them, another one each time.
        .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name));
      const summary = summarizePlan(planOfChanges(preview.changes)).stores.find(({ name }) => name === spec.name);
      return {
        planHash: createHash("sha256").update(JSON.stringify({ spec, revision, changes })).digest("hex"),
        name: spec.name,
        action: changes.length === 0 ? ("none" as const) : own === undefined ? ("create" as const) : ("update" as const),
        revision,
        changes,
        counts: preview.counts,
        dataLoss: summary?.dataLoss ?? false,
        restarts: summary?.action === "restart" || summary?.action === "replace",
        demand: demandOf(spec),
        admission,
        warnings: [...preview.warnings],
      };
    },
  );

  async function refuseTaken(name: string): Promise<void> {
    if (await isTaken(name)) throw new ApiProblem("name-taken", `The name ${name} is already used; choose another.`);
  }

  async function isTaken(name: string): Promise<boolean> {
    return (await findStore(db, name)) !== undefined || (await context.declared()).some(({ spec }) => spec.name === name);
  }

  /** Everything that is wrong with a store, and whether its name is free. */
  async function check(request: FastifyRequest, input: unknown): Promise<{ problems: readonly StoreProblem[]; spec?: StoreSpec }> {
    try {
      const spec = checkedSpec(withDefaults(input, { owner: actorOf(request).id, environment: environment.name }));
      if (!(await isTaken(spec.name))) return { problems: [], spec };
      return {
        spec,
        problems: [{ store: spec.name, field: "name", message: "is already used", got: JSON.stringify(spec.name), fix: "choose another" }],
      };
    } catch (error) {
      if (error instanceof ApiProblem && error.extras.problems !== undefined) return { problems: error.extras.problems };
      throw error;
    }
  }
}

/** The same order everywhere, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
