import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Kysely, Transaction } from "kysely";
import { type AuditAction, recordAudit } from "../db/audit.ts";
import { recordEvent } from "../db/events.ts";
import { lockIdempotencyKey, rememberIdempotencyKey } from "../db/idempotency.ts";
import { findOperation, insertOperation, openOperations } from "../db/operations.ts";
import { enqueueOperation } from "../db/queue.ts";
import type { Database, OperationInput, OperationRow } from "../db/schema.ts";
import type { StoreOperationKind } from "../operations/operation.ts";
import { actorOf } from "./auth/actor.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { ApiProblem } from "./problems.ts";

/** What a change wants done, once it was checked. */
export interface Intent {
  readonly input: OperationInput;
  /** For the audit; no secret. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Writes what goes along with the operation, before it is queued. */
  readonly record?: (operation: OperationRow) => Promise<void>;
  /** An operation that already does the same: nothing new is queued. */
  readonly already?: OperationRow;
}

/** A change to one store. */
export interface Mutation {
  readonly store: string;
  readonly kind: StoreOperationKind;
  /** Checks the request against what is there, within the transaction. @throws {ApiProblem} when it is refused */
  readonly prepare: (transaction: Transaction<Database>) => Promise<Intent>;
}

const retries = 4;
/** Serialisation failure and deadlock: the same may work a moment later. */
const passing = new Set(["40001", "40P01"]);

/**
 * Takes on a change: intent, audit and job are committed together, or nothing is.
 *
 * @throws {ApiProblem} which is audited too
 */
export async function acceptOperation(request: FastifyRequest, dependencies: ApiDependencies, mutation: Mutation): Promise<OperationRow> {
  const { db } = dependencies.database;
  try {
    if (!dependencies.operations.includes(mutation.kind)) {
      throw new ApiProblem("not-supported-yet", `Nothing here can ${mutation.kind} a store yet; change the spec by PATCH instead.`);
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.transaction().execute((transaction) => accept(request, dependencies, mutation, transaction));
      } catch (error) {
        if (attempt === retries || !passing.has(String((error as { code?: unknown }).code))) throw error;
      }
    }
  } catch (error) {
    if (error instanceof ApiProblem) await auditRefusal(db, request, `store.${mutation.kind}`, mutation.store, error);
    throw error;
  }
}

async function accept(
  request: FastifyRequest,
  { queue }: ApiDependencies,
  { store, kind, prepare }: Mutation,
  transaction: Transaction<Database>,
): Promise<OperationRow> {
  const actor = actorOf(request);
  const key = request.headers["idempotency-key"];
  const repeatable = typeof key === "string" ? { actorId: actor.id, key, bodyHash: hashOf(request) } : undefined;
  if (repeatable !== undefined) {
    const earlier = await replayed(transaction, repeatable);
    if (earlier !== undefined) return earlier;
  }
  const { input, data, record, already } = await prepare(transaction);
  const operation =
    already ?? (await insertOperation(transaction, { store, kind, input, actorId: actor.id, idempotencyKey: repeatable?.key }));
  if (repeatable !== undefined) await rememberIdempotencyKey(transaction, repeatable, operation.id);
  await recordAudit(transaction, {
    actorId: actor.id,
    actorIp: request.ip,
    action: `store.${kind}`,
    target: store,
    outcome: "accepted",
    data: { operationId: operation.id, revision: input.revision, ...data },
  });
  if (already !== undefined) return already;
  await record?.(operation);
  await enqueueOperation(queue, transaction, { operationId: operation.id, store });
  await recordEvent(transaction, {
    store,
    operationId: operation.id,
    type: "operation.queued",
    message: `${kind} queued`,
    data: { kind, revision: input.revision, actorId: actor.id },
  });
  return operation;
}

async function replayed(
  transaction: Transaction<Database>,
  request: { readonly actorId: string; readonly key: string; readonly bodyHash: string },
): Promise<OperationRow | undefined> {
  const earlier = await lockIdempotencyKey(transaction, request);
  if (earlier === undefined) return undefined;
  if (earlier.bodyHash !== request.bodyHash) {
    throw new ApiProblem("idempotency-key-reused", "This Idempotency-Key was used for another request; choose a new one.", {
      operationId: earlier.operationId,
    });
  }
  return findOperation(transaction, earlier.operationId);
}

/** @throws {ApiProblem} `operation-in-progress` when something waits or runs on the store */
export async function refuseWhileBusy(db: Kysely<Database>, store: string): Promise<void> {
  const [open] = await openOperations(db, store);
  if (open === undefined) return;
  throw new ApiProblem("operation-in-progress", `${open.kind} of ${store} is ${open.state}; wait until it has ended, or cancel it.`, {
    operationId: open.id,
  });
}

/** Records that somebody was refused; the refusal itself must not depend on it. */
export async function auditRefusal(
  db: Kysely<Database>,
  request: FastifyRequest,
  action: AuditAction,
  target: string,
  problem: ApiProblem,
): Promise<void> {
  await recordAudit(db, {
    actorId: request.actor?.id ?? null,
    actorIp: request.ip,
    action,
    target: target.slice(0, 100),
    outcome: "refused",
    data: { code: problem.code },
  }).catch((error: unknown) => request.log.error({ err: error }, "a refusal could not be audited"));
}

/** The same request has the same hash, whatever the order of its keys. */
function hashOf(request: FastifyRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([request.method, request.url, request.headers["if-match"] ?? null, sorted(request.body ?? null)]))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
