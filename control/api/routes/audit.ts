import { listAudit } from "../../db/audit.ts";
import { actorOf } from "../auth/actor.ts";
import type { Api, ApiContext } from "../context.ts";
import { readIdCursor, writeCursor } from "../cursor.ts";
import { auditPage, auditQuery } from "../schemas/system.ts";
import { refusals } from "./problem-responses.ts";

/** `GET /api/audit`: who did what; a member sees own entries only. */
export function registerAudit(app: Api, { database }: ApiContext): void {
  const { db } = database;
  app.get(
    "/api/audit",
    {
      schema: {
        tags: ["system"],
        summary: "Who did what, newest first",
        querystring: auditQuery,
        response: { 200: auditPage, ...refusals },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { limit, cursor, target, action, outcome } = request.query;
      const rows = await listAudit(db, {
        limit: limit + 1,
        before: readIdCursor(cursor),
        target,
        action,
        outcome,
        actorId: actor.role === "admin" ? request.query.actor : actor.id,
      });
      const shown = rows.slice(0, limit);
      const ids = [...new Set(shown.flatMap(({ actor_id }) => (actor_id === null ? [] : [actor_id])))];
      const users = ids.length === 0 ? [] : await db.selectFrom("users").select(["id", "email"]).where("id", "in", ids).execute();
      const emails = new Map(users.map(({ id, email }) => [id, email]));
      return {
        items: shown.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          actorId: row.actor_id,
          actorEmail: emails.get(row.actor_id ?? "") ?? null,
          actorIp: row.actor_ip,
          action: row.action,
          target: row.target,
          outcome: row.outcome,
          data: row.data === null ? null : { ...row.data },
        })),
        nextCursor: rows.length > limit ? writeCursor([shown.at(-1)?.id ?? 0]) : null,
      };
    },
  );
}
