/** Lifecycle of a store. */
export type StoreStatus =
  | "Queued"
  | "Provisioning"
  | "Verifying"
  | "Ready"
  | "Updating"
  | "Suspended"
  | "Failed"
  | "Deleting"
  | "Deleted"
  | "Unavailable";
export type OperationKind = "create" | "update" | "upgrade" | "rollback" | "suspend" | "resume" | "verify" | "delete";
export type OperationState = "queued" | "running" | "succeeded" | "failed" | "cancelled";
export type StepName = "namespace" | "secrets" | "database" | "migrate" | "seed" | "start" | "order-proof" | "release";
export type StepState = "waiting" | "running" | "succeeded" | "failed" | "skipped";

/** One test order. */
export interface ProofSample {
  readonly at: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly orderId?: string | null;
  readonly error?: string | null;
}

/** Evidence of the last order that was proven (`control/cluster/proof-record.ts`). */
export interface StoredProof {
  readonly orderId: string;
  readonly total: string;
  readonly currency: string;
  readonly at: string;
  readonly seconds: number;
}

/** A store as lists and its page show it. */
export interface Store {
  readonly name: string;
  readonly engine: string;
  readonly owner: { readonly id: string; readonly name: string };
  readonly managedBy: "declared" | "control-plane";
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: StoreStatus;
  readonly statusReason: string | null;
  readonly failedStep: StepName | null;
  readonly revision: number;
  readonly url: string | null;
  readonly adminUrl: string | null;
  readonly proof: StoredProof | null;
  /** The last test orders, oldest first, 20 at most. */
  readonly proofs: readonly ProofSample[];
  readonly provisionedSeconds: number | null;
  /** Counted from 1; null when nothing waits. */
  readonly queuePosition: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Why an operation failed. */
export interface OperationError {
  readonly code: string;
  readonly message: string;
  readonly step?: StepName | undefined;
  readonly log?: readonly string[] | undefined;
}

export interface Operation {
  readonly id: string;
  readonly storeName: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly actor: string;
  readonly attempt: number;
  readonly step: StepName | null;
  readonly error: OperationError | null;
  readonly queuePosition: number | null;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** Something that happened to a store; `type` "step" carries `data.state` and `data.seconds`. */
export interface StoreEvent {
  readonly id: number;
  readonly storeName: string;
  readonly operationId: string | null;
  readonly at: string;
  readonly type: string;
  readonly step: StepName | null;
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export interface LogLine {
  readonly operationId: string;
  readonly job: string;
  readonly lineNo: number;
  readonly at: string;
  readonly line: string;
}

export interface Revision {
  readonly revision: number;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly operationId: string | null;
  readonly createdAt: string;
}

export interface Me {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: "admin" | "member";
  readonly quota: { readonly used: number; readonly max: number };
}
