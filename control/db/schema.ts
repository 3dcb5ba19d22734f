import type { ColumnType, Generated, Insertable, Selectable } from "kysely";
import type { Engine, StoreSpec } from "../../stores/schema.ts";
import type { StoredProof } from "../cluster/proof-record.ts";
import type { StoreStatus } from "../cluster/store-status.ts";
import type { OperationFailureCode, StoreOperationKind, StoreStep } from "../operations/operation.ts";

/** Where an operation is. */
export const operationStates = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type OperationState = (typeof operationStates)[number];

/** Why an operation failed, as its store's owner reads it. */
export interface OperationError {
  readonly code: OperationFailureCode | string;
  readonly message: string;
  readonly step?: StoreStep;
  /** Last lines of what failed. */
  readonly log?: readonly string[];
}

/** What an operation was asked to do, besides its kind. */
export interface OperationInput {
  /** Revision that the operation makes real. */
  readonly revision: number;
  /** Of `rollback`: the earlier revision that comes back. */
  readonly restores?: number;
}

export type EventLevel = "info" | "warning" | "error";

/** Set by the database when left out. */
type CreatedAt = ColumnType<Date, Date | undefined, never>;
/** JSON column: written as text, read as value. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

export interface StoresTable {
  readonly name: string;
  engine: Engine;
  owner_id: string;
  spec: Json<StoreSpec>;
  status: StoreStatus;
  status_reason: string | null;
  failed_step: StoreStep | null;
  /** Grows by one with every change of the spec; the ETag is made of it. */
  revision: number;
  url: string | null;
  admin_url: string | null;
  proof: NullableJson<StoredProof>;
  /** From the start of `create` until Ready. */
  provisioned_seconds: number | null;
  created_at: CreatedAt;
  updated_at: ColumnType<Date, Date | undefined, Date>;
  deleted_at: Date | null;
}

export interface StoreRevisionsTable {
  readonly store_name: string;
  readonly revision: number;
  spec: Json<StoreSpec>;
  operation_id: string | null;
  created_at: CreatedAt;
}

export interface OperationsTable {
  readonly id: Generated<string>;
  store_name: string;
  kind: StoreOperationKind;
  state: ColumnType<OperationState, OperationState | undefined, OperationState>;
  input: Json<OperationInput>;
  actor_id: string;
  idempotency_key: string | null;
  attempt: Generated<number>;
  lease_owner: string | null;
  lease_until: Date | null;
  cancel_requested: Generated<boolean>;
  error: NullableJson<OperationError>;
  /** Step that is under way, or the last one. */
  step: StoreStep | null;
  queued_at: CreatedAt;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface EventsTable {
  readonly id: Generated<number>;
  store_name: string;
  operation_id: string | null;
  at: CreatedAt;
  /** Stable and dotted; `step` carries `data.state` and `data.seconds`. */
  type: string;
  step: StoreStep | null;
  level: EventLevel;
  message: string;
  data: NullableJson<Readonly<Record<string, unknown>>>;
}

export interface JobLogsTable {
  readonly store_name: string;
  readonly operation_id: string;
  readonly job: string;
  readonly line_no: number;
  at: CreatedAt;
  line: string;
}

/** Whether what was asked for was taken on, refused, or did not work. */
export type AuditOutcome = "accepted" | "refused" | "failed";

export interface AuditTable {
  readonly id: Generated<number>;
  at: CreatedAt;
  actor_id: string | null;
  actor_ip: string | null;
  /** Such as `store.create` or `credentials.read`. */
  action: string;
  target: string | null;
  outcome: AuditOutcome;
  data: NullableJson<Readonly<Record<string, unknown>>>;
}

export interface IdempotencyKeysTable {
  readonly actor_id: string;
  readonly key: string;
  body_hash: string;
  operation_id: string;
  created_at: CreatedAt;
}

export interface QuotasTable {
  readonly owner_id: string;
  max_stores: number;
}

export interface ProofsTable {
  readonly store_name: string;
  readonly at: ColumnType<Date, Date | undefined, never>;
  ok: boolean;
  seconds: number;
  order_id: string | null;
  error: string | null;
}

/** Who created a store from which address, for the limit per address. */
export interface StoreOriginsTable {
  readonly store_name: string;
  readonly actor_ip: string;
}

/** What a store's pods used together when a worker looked. */
export interface UsageSamplesTable {
  readonly store_name: string;
  readonly at: Date;
  /** Thousandths of a CPU. */
  readonly cpu_millis: number;
  /** Working set. */
  readonly memory_bytes: number;
}

/** One row: whose turn it was last to look at what stores use. */
export interface UsageTurnTable {
  readonly single: Generated<boolean>;
  at: Date;
  /** Why nothing could be measured then. */
  unavailable: string | null;
}

/** better-auth's table, as far as we read it. */
export interface UsersTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string | null;
  readonly createdAt: Date;
}

/** Every table that this project reads or writes; the rest of better-auth's and pg-boss's own are theirs. */
export interface Database {
  stores: StoresTable;
  store_revisions: StoreRevisionsTable;
  operations: OperationsTable;
  events: EventsTable;
  job_logs: JobLogsTable;
  audit: AuditTable;
  idempotency_keys: IdempotencyKeysTable;
  quotas: QuotasTable;
  proofs: ProofsTable;
  store_origins: StoreOriginsTable;
  usage_samples: UsageSamplesTable;
  usage_turn: UsageTurnTable;
  users: UsersTable;
}

export type StoreRow = Selectable<StoresTable>;
export type StoreRevisionRow = Selectable<StoreRevisionsTable>;
export type OperationRow = Selectable<OperationsTable>;
export type EventRow = Selectable<EventsTable>;
export type NewEvent = Insertable<EventsTable>;
export type JobLogRow = Selectable<JobLogsTable>;
export type AuditRow = Selectable<AuditTable>;
export type ProofRow = Selectable<ProofsTable>;
