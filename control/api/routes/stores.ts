import { z } from "zod";
import type { StoreRow } from "../../db/schema.ts";
import { listStorePage } from "../../db/store-pages.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { storeParams } from "../schemas/common.ts";
import { type StoreSummary, storeDetailSchema, storePage, storesQuery } from "../schemas/store.ts";
import { declaredStore, maySee, shownStore } from "../store-access.ts";
import { declaredDetail, declaredSummary, etagOf, storeDetail, storeSummaries } from "../views/store-view.ts";
import { refusals } from "./problem-responses.ts";

const positionSchema = z.tuple([z.string().max(300), z.string().max(63)]);

/** `GET /api/stores` and `GET /api/stores/:name`. */
export function registerStores(app: Api, context: ApiContext): void {
  const { db } = context.database;
  const { address } = context.environment;

  app.get(
    "/api/stores",
    {
      schema: {
        tags: ["stores"],
        summary: "List stores",
        description: "Own stores; an admin's list has everyone's and the declared ones.",
        querystring: storesQuery,
        response: { 200: storePage, ...refusals },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { limit, cursor, search, status, engine, owner, managedBy, sort, order } = request.query;
      const after = readCursor(cursor, positionSchema);
      const ownerId = actor.role === "admin" ? owner : actor.id;
      const statuses = status === undefined ? undefined : [status].flat();
      const filter = { ownerId, search, statuses, engine };
      const nobody = actor.role !== "admin" && owner !== undefined && owner !== actor.id;
      const page = { sort, order, limit: limit + 1, after: after === undefined ? undefined : { value: after[0], name: after[1] } };
      const wanted = managedBy === "declared" || nobody;
      const [{ rows, total }, declared] = await Promise.all([
        wanted ? { rows: [], total: 0 } : listStorePage(db, filter, page),
        managedBy === "control-plane" || nobody ? [] : context.declared(),
      ]);
      const matching = declared
        .filter(({ spec }) => maySee(actor, spec.owner) && (ownerId === undefined || spec.owner === ownerId))
        .map((store) => declaredSummary(store, address))
        .filter((store) => matches(store, filter));
      const entries = [
        ...(await storeSummaries(db, rows, address)).map((view, index) => ({ view, value: sortValue(view, sort, rows[index]) })),
        ...matching.map((view) => ({ view, value: sortValue(view, sort) })),
      ]
        .sort((a, b) => direction(order) * compare([a.value, a.view.name], [b.value, b.view.name]))
        .filter(({ value, view }) => after === undefined || direction(order) * compare([value, view.name], after) > 0);
      const shown = entries.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(({ view }) => view),
        nextCursor: entries.length > limit && last !== undefined ? writeCursor([last.value, last.view.name]) : null,
        total: total + matching.length,
      };
    },
  );

  app.get(
    "/api/stores/:name",
    { schema: { tags: ["stores"], summary: "One store", params: storeParams, response: { 200: storeDetailSchema, ...refusals } } },
    async (request, reply) => {
      const { name } = request.params;
      const declared = await declaredStore(request, context, name);
      if (declared !== undefined) return declaredDetail(declared, address);
      const row = await shownStore(request, db, name);
      reply.header("etag", etagOf(row));
      return storeDetail(db, row, address);
    },
  );
}

type Sort = z.output<typeof storesQuery>["sort"];

/** The value that a list is sorted by, as text that sorts the same here and in the database. */
function sortValue(view: StoreSummary, sort: Sort, row?: StoreRow): string {
  switch (sort) {
    case "createdAt":
      return row?.created_at.toISOString() ?? "";
    case "updatedAt":
      return row?.updated_at.toISOString() ?? "";
    default:
      return view[sort];
  }
}

function matches(
  store: StoreSummary,
  { search, statuses, engine }: { search?: string | undefined; statuses?: string[] | undefined; engine?: string | undefined },
): boolean {
  const text = search?.toLowerCase() ?? "";
  return (
    (engine === undefined || store.engine === engine) &&
    (statuses === undefined || statuses.length === 0 || statuses.includes(store.status)) &&
    (store.name.includes(text) || store.title.toLowerCase().includes(text))
  );
}

function direction(order: "asc" | "desc"): 1 | -1 {
  return order === "asc" ? 1 : -1;
}

function compare(a: readonly [string, string], b: readonly [string, string]): number {
  for (const index of [0, 1] as const) if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1;
  return 0;
}
