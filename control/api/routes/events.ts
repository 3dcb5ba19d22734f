import type { FastifyReply, FastifyRequest } from "fastify";
import { type EventFilter, listEvents, newestEventId } from "../../db/events.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { readIdCursor, writeCursor } from "../cursor.ts";
import { ApiProblem } from "../problems.ts";
import { storeParams } from "../schemas/common.ts";
import { eventPage, eventsQuery, streamHeaders } from "../schemas/event.ts";
import { wantsStream } from "../server-sent-events.ts";
import { maySee, visibleStore } from "../store-access.ts";
import { eventView } from "../views/event-view.ts";
import { refusals } from "./problem-responses.ts";

const tags = ["events"];
const replayBatch = 500;

/** Events of one store and of all stores, as a list or, with `Accept: text/event-stream`, as a stream. */
export function registerEvents(app: Api, context: ApiContext): void {
  const { db } = context.database;
  const schema = { tags, querystring: eventsQuery, headers: streamHeaders, response: { 200: eventPage, ...refusals } };

  app.get("/api/events", { schema: { ...schema, summary: "Events of every store that you may see" } }, async (request, reply) => {
    const actor = actorOf(request);
    const scope = actor.role === "admin" ? {} : { ownerId: actor.id };
    if (wantsStream(request)) return stream(request, reply, scope);
    return page(request.query, scope);
  });

  app.get(
    "/api/stores/:name/events",
    { schema: { ...schema, summary: "Events of a store", params: storeParams } },
    async (request, reply) => {
      const store = await visibleStore(request, db, request.params.name);
      const scope = { store: store.name, since: store.created_at };
      if (wantsStream(request)) return stream(request, reply, scope);
      return page(request.query, scope);
    },
  );

  type Scope = Pick<EventFilter, "store" | "ownerId" | "since">;

  async function page({ limit, cursor, order }: { limit: number; cursor?: string | undefined; order: "asc" | "desc" }, scope: Scope) {
    const position = readIdCursor(cursor);
    const rows = await listEvents(db, {
      ...scope,
      order,
      limit: limit + 1,
      ...(order === "asc" ? { after: position } : { before: position }),
    });
    const shown = rows.slice(0, limit);
    return { items: shown.map(eventView), nextCursor: rows.length > limit ? writeCursor([shown.at(-1)?.id ?? 0]) : null };
  }

  /** First what the client missed, then what comes; each event once and in order. */
  async function stream(request: FastifyRequest, reply: FastifyReply, scope: Scope): Promise<void> {
    const actor = actorOf(request);
    let last = lastEventId(request) ?? (await newestEventId(db));
    const opened = context.streams.open(request, reply);
    const waiting: Parameters<Parameters<typeof context.hub.subscribe>[0]>[0][] = [];
    let live = false;
    const send = (row: Parameters<typeof eventView>[0]) => {
      if (row.id <= last) return;
      last = row.id;
      opened.send({ id: String(row.id), event: "event", data: eventView(row) });
    };
    const unsubscribe = context.hub.subscribe((owned) => {
      const visible = scope.store === undefined ? maySee(actor, owned.ownerId) : owned.event.store_name === scope.store;
      if (!visible) return;
      if (live) send(owned.event);
      else waiting.push(owned);
    });
    opened.closed.addEventListener("abort", unsubscribe);
    try {
      while (!opened.closed.aborted) {
        const rows = await listEvents(db, { ...scope, after: last, limit: replayBatch });
        rows.forEach(send);
        if (rows.length < replayBatch) break;
      }
    } catch (error) {
      // The client comes back with the last event that it has.
      request.log.warn({ err: error }, "missed events could not be read");
      opened.end();
      return;
    }
    for (const { event } of waiting) send(event);
    live = true;
  }
}

function lastEventId(request: FastifyRequest): number | undefined {
  const given = request.headers["last-event-id"];
  if (given === undefined || given === "") return undefined;
  const id = Number(given);
  if (Number.isSafeInteger(id) && id >= 0) return id;
  throw new ApiProblem("invalid-cursor", "Last-Event-ID must be the id of an event.");
}
