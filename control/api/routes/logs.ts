import { setTimeout as pause } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { readJobLog } from "../../db/job-logs.ts";
import { findOperation } from "../../db/operations.ts";
import type { OperationRow, StoreRow } from "../../db/schema.ts";
import type { Api, ApiContext } from "../context.ts";
import { ApiProblem } from "../problems.ts";
import { storeParams } from "../schemas/common.ts";
import { logPage, logsQuery, streamHeaders } from "../schemas/event.ts";
import { wantsStream } from "../server-sent-events.ts";
import { visibleStore } from "../store-access.ts";
import { logLineView } from "../views/event-view.ts";
import { refusals } from "./problem-responses.ts";

const pollMilliseconds = 300;
const batch = 500;

/** Lines of the jobs that set a store up: live while they run, kept afterwards. */
export function registerLogs(app: Api, context: ApiContext): void {
  const { db } = context.database;

  app.get(
    "/api/stores/:name/logs",
    {
      schema: {
        tags: ["events"],
        summary: "Log of an operation's jobs",
        description: "With `Accept: text/event-stream` a stream of new lines that ends with the event `end`.",
        params: storeParams,
        querystring: logsQuery,
        headers: streamHeaders,
        response: { 200: logPage, ...refusals },
      },
    },
    async (request, reply) => {
      const store = await visibleStore(request, db, request.params.name);
      const operation = await chosenOperation(store, request.query.operation);
      if (wantsStream(request)) return stream(request, reply, operation);
      if (operation === undefined) return { operationId: null, items: [] };
      const rows = await readJobLog(db, operation.id, new Map(), request.query.limit);
      return { operationId: operation.id, items: rows.map(logLineView) };
    },
  );

  async function chosenOperation(store: StoreRow, id: string | undefined): Promise<OperationRow | undefined> {
    if (id !== undefined) {
      const operation = await findOperation(db, id);
      if (operation?.store_name !== store.name || operation.queued_at < store.created_at) {
        throw new ApiProblem("operation-not-found", `${store.name} has no such operation.`);
      }
      return operation;
    }
    const recent = db.selectFrom("operations").selectAll().where("store_name", "=", store.name).where("queued_at", ">=", store.created_at);
    const running = await recent.where("state", "=", "running").orderBy("queued_at", "desc").executeTakeFirst();
    if (running !== undefined) return running;
    return recent
      .where(({ exists, selectFrom }) =>
        exists(selectFrom("job_logs").select("job").whereRef("job_logs.operation_id", "=", "operations.id")),
      )
      .orderBy("queued_at", "desc")
      .executeTakeFirst();
  }

  async function stream(request: FastifyRequest, reply: FastifyReply, operation: OperationRow | undefined): Promise<void> {
    const position = readPosition(request.headers["last-event-id"]);
    const opened = context.streams.open(request, reply);
    try {
      while (operation !== undefined && !opened.closed.aborted) {
        // Read before the lines: whatever it wrote until its end is in the next batch.
        const ended = ((await findOperation(db, operation.id))?.finished_at ?? null) !== null;
        const rows = await readJobLog(db, operation.id, position, batch);
        for (const row of rows) {
          position.set(row.job, row.line_no);
          opened.send({ id: writePosition(position), event: "line", data: logLineView(row) });
        }
        if (ended && rows.length < batch) break;
        if (rows.length < batch) await pause(pollMilliseconds, undefined, { signal: opened.closed });
      }
      opened.send({ event: "end", data: { operationId: operation?.id ?? null } });
    } catch (error) {
      if (!opened.closed.aborted) request.log.warn({ err: error }, "log lines could not be read");
    }
    opened.end();
  }
}

const positionSchema = z.record(z.string().max(100), z.int().min(0));

/** The lines that a client has of each job. */
function readPosition(header: string | string[] | undefined): Map<string, number> {
  if (header === undefined || header === "") return new Map();
  try {
    return new Map(Object.entries(positionSchema.parse(JSON.parse(Buffer.from(String(header), "base64url").toString("utf8")))));
  } catch {
    throw new ApiProblem("invalid-cursor", "Last-Event-ID must be the id of a log line.");
  }
}

function writePosition(position: ReadonlyMap<string, number>): string {
  return Buffer.from(JSON.stringify(Object.fromEntries(position))).toString("base64url");
}
