import { type Kysely, sql, type Transaction } from "kysely";
import type { StoreStatus } from "../cluster/store-status.ts";
import type { Database } from "../db/schema.ts";
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
export async function recordBegin(db: Kysely<Database>, { id, store_name, kind, attempt }: Claim): Promise<void> {
  const status = statusDuring(kind);
  await db.transaction().execute(async (transaction) => {
    if (status !== undefined) {
      await transaction
        .updateTable("stores")
        .set({ status, status_reason: null, failed_step: null, updated_at: new Date() })
        .where("name", "=", store_name)
        .execute();
    }
    await event(
      transaction,
      store_name,
      id,
      "operation.started",
      "info",
      attempt === 1 ? `${kind} started` : `${kind} resumed (attempt ${attempt})`,
    );
  });
}

/**
 * Records how an operation ended, with everything that follows for its store, at once.
 *
 * @returns false when the claim had been lost: then nothing is recorded, because another worker runs the operation
 */
export async function recordOutcome(db: Kysely<Database>, claim: Claim, outcome: Outcome): Promise<boolean> {
  const { id, store_name: name, kind, owner, attempt } = claim;
  const failure = outcome.state === "failed" ? outcome.failure : undefined;
  const error =
    failure === undefined ? null : JSON.stringify({ code: failure.code, message: failure.message, step: failure.step, log: failure.log });
  return db.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("operations")
      .set({ state: outcome.state, error, finished_at: sql<Date>`now()`, lease_until: null })
      .where("id", "=", id)
      .where("state", "=", "running")
      .where("lease_owner", "=", owner)
      .where("attempt", "=", attempt)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) return false;
    await updateStore(transaction, claim, outcome);
    if (outcome.state === "succeeded" && outcome.result.proof !== undefined) {
      const { orderId, seconds } = outcome.result.proof;
      await transaction.insertInto("proofs").values({ store_name: name, ok: true, seconds, order_id: orderId, error: null }).execute();
    }
    const level = outcome.state === "failed" ? "error" : "info";
    const why = failure === undefined ? "" : `: ${failure.message.split("\n", 1)[0]}`;
    await event(transaction, name, id, `operation.${outcome.state}`, level, `${kind} ${outcome.state}${why}`);
    return true;
  });
}

async function updateStore(transaction: Transaction<Database>, { store_name: name, kind }: Claim, outcome: Outcome): Promise<void> {
  const { status, reason } = statusAfter(kind, outcome);
  const failedStep = outcome.state === "failed" ? (outcome.failure.step ?? null) : null;
  const now = sql<Date>`now()`;
  await transaction
    .updateTable("stores")
    .set({ status, status_reason: reason, failed_step: failedStep, updated_at: now })
    .where("name", "=", name)
    .execute();
  if (outcome.state !== "succeeded") return;
  const { proof, url, adminUrl, seconds } = outcome.result;
  if (kind === "delete") {
    await transaction.updateTable("stores").set({ deleted_at: now }).where("name", "=", name).execute();
    return;
  }
  await transaction
    .updateTable("stores")
    .set({
      url,
      admin_url: adminUrl,
      ...(proof === undefined ? {} : { proof: JSON.stringify(proof) }),
      ...(kind === "create" ? { provisioned_seconds: seconds } : {}),
    })
    .where("name", "=", name)
    .execute();
}

async function event(
  transaction: Transaction<Database>,
  store_name: string,
  operation_id: string,
  type: string,
  level: "info" | "error",
  message: string,
): Promise<void> {
  await transaction.insertInto("events").values({ store_name, operation_id, type, level, message, step: null, data: null }).execute();
}
