import type { Kysely } from "kysely";
import { storeOperationKinds } from "../operations/operation.ts";
import { containing } from "./patterns.ts";
import type { AuditOutcome, AuditRow, Database } from "./schema.ts";

/** Everything that is written down. */
export const auditActions = [
  ...storeOperationKinds.map((kind) => `store.${kind}` as const),
  "operation.cancel",
  "credentials.read",
  "user.create",
  "user.role",
  "user.quota",
  "user.sign-in",
  "user.sign-out",
  "user.password",
  "user.sessions",
  "user.link",
  "user.unlink",
  "key.create",
  "key.update",
  "key.revoke",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did what to what. Never holds a secret. */
export interface NewAuditEntry {
  /** Nobody when it was the installation itself, or somebody who has not proven who they are. */
  readonly actorId: string | null;
  readonly actorIp: string | null;
  readonly action: AuditAction;
  readonly target?: string | undefined;
  readonly outcome: AuditOutcome;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export async function recordAudit(db: Kysely<Database>, entry: NewAuditEntry): Promise<void> {
  await db
    .insertInto("audit")
    .values({
      actor_id: entry.actorId,
      actor_ip: entry.actorIp,
      action: entry.action,
      target: entry.target ?? null,
      outcome: entry.outcome,
      data: entry.data === undefined ? null : JSON.stringify(entry.data),
    })
    .execute();
}

/** Which entries are read. */
export interface AuditFilter {
  readonly before?: number | undefined;
  readonly actorId?: string | undefined;
  /** Part of the target. */
  readonly target?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly limit: number;
}

/** Entries, newest first. */
export async function listAudit(db: Kysely<Database>, filter: AuditFilter): Promise<AuditRow[]> {
  const { before, actorId, target, action, outcome, limit } = filter;
  let query = db.selectFrom("audit").selectAll();
  if (before !== undefined) query = query.where("id", "<", before);
  if (actorId !== undefined) query = query.where("actor_id", "=", actorId);
  if (target !== undefined) query = query.where("target", "ilike", containing(target));
  if (action !== undefined) query = query.where("action", "=", action);
  if (outcome !== undefined) query = query.where("outcome", "=", outcome);
  return query.orderBy("id", "desc").limit(limit).execute();
}
