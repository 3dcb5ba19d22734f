import { type Kysely, sql } from "kysely";
import type { StoreStatus } from "../cluster/store-status.ts";
import { recordEvent } from "../db/events.ts";
import { recordProof } from "../db/proofs.ts";
import type { Database } from "../db/schema.ts";
import { type StoreChange, updateStore } from "../db/stores.ts";
import type { OperationFailed, StoreOperationKind, StoreOperationResult } from "../operations/operation.ts";
import type { Claim } from "./claim.ts";

/** How an operation ended. */
export type Outcome =
  | { readonly state: "succeeded"; readonly result: StoreOperationResult }
  | { readonly state: "failed"; readonly failure: OperationFailed }
  | { readonly state: "cancelled" };

/** Status of a store while an operation runs on it; nothing where it stays as it is. */
export function statusDuring(kind: StoreOperationKind): StoreStatus | undefined {
  switch (kind) {
    case "create":
      return "Provisioning";
    case "delete":
      return "Deleting";
    case "verify":
      return undefined;
    default:
      return "Updating";
  }
}

/** Status of a store after an operation. */
export function statusAfter(kind: StoreOperationKind, outcome: Outcome): { status: StoreStatus; reason: string | null } {
  switch (outcome.state) {
    case "succeeded":
      return { status: kind === "delete" ? "Deleted" : kind === "suspend" ? "Suspended" : "Ready", reason: null };
    case "cancelled":
      return { status: "Failed", reason: `${kind} was cancelled before it was done; run it again, or delete the store` };
    case "failed": {
      const { rolledBack, message } = outcome.failure;
      // A shopper can buy: the revision before is back.
      const sells = rolledBack && kind !== "create";
      return { status: sells ? "Ready" : "Failed", reason: `${kind} failed: ${message}` };
    }
  }
}

/** Marks the store of a claimed operation as being worked on. */
export async function recordBegin(db: Kysely<Database>, { id, store_name: store, kind, attempt }: Claim): Promise<void> {
  const status = statusDuring(kind);
  await db.transaction().execute(async (transaction) => {
    if (status !== undefined) await updateStore(transaction, store, { status, status_reason: null, failed_step: null });
    const message = attempt === 1 ? `${kind} started` : `${kind} resumed (attempt ${attempt})`;
    await recordEvent(transaction, { store, operationId: id, type: "operation.started", message });
  });
}

/**
 * Records how an operation ended, with everything that follows for its store, at once.
 *
 * @returns false when the claim had been lost: then nothing is recorded, because another worker runs the operation
 */
export async function recordOutcome(db: Kysely<Database>, claim: Claim, outcome: Outcome): Promise<boolean> {
  const { id, store_name: store, kind, owner, attempt } = claim;
  const failure = outcome.state === "failed" ? outcome.failure : undefined;
  return db.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("operations")
      .set({ state: outcome.state, error: errorOf(failure), finished_at: sql<Date>`now()`, lease_until: null })
      .where("id", "=", id)
      .where("state", "=", "running")
      .where("lease_owner", "=", owner)
      .where("attempt", "=", attempt)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) return false;
    await updateStore(transaction, store, storeChange(kind, outcome));
    if (outcome.state === "succeeded" && outcome.result.proof !== undefined) {
      const { orderId, seconds } = outcome.result.proof;
      await recordProof(transaction, { store, ok: true, seconds, orderId });
    }
    const why = failure === undefined ? "" : `: ${failure.message.split("\n", 1)[0]}`;
    await recordEvent(transaction, {
      store,
      operationId: id,
      type: `operation.${outcome.state}`,
      level: failure === undefined ? "info" : "error",
      message: `${kind} ${outcome.state}${why}`,
    });
    return true;
  });
}

function errorOf(failure: OperationFailed | undefined): string | null {
  if (failure === undefined) return null;
  const { code, message, step, log } = failure;
  return JSON.stringify({ code, message, step, log });
}

/** What an outcome changes of its store. */
function storeChange(kind: StoreOperationKind, outcome: Outcome): StoreChange {
  const { status, reason } = statusAfter(kind, outcome);
  const failedStep = outcome.state === "failed" ? (outcome.failure.step ?? null) : null;
  const ended = { status, status_reason: reason, failed_step: failedStep };
  if (outcome.state !== "succeeded") return ended;
  const { proof, url, adminUrl, seconds } = outcome.result;
  if (kind === "delete") return { ...ended, deleted_at: new Date() };
  return {
    ...ended,
    url,
    admin_url: adminUrl,
    ...(proof === undefined ? {} : { proof }),
    ...(kind === "create" ? { provisioned_seconds: seconds } : {}),
  };
}
