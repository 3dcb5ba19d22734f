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
}
