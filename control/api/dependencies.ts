import type { PgBoss } from "pg-boss";
import type { Address } from "../../constructs/names.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import type { StoredProof } from "../cluster/proof-record.ts";
import type { StatusWithReason } from "../cluster/store-status.ts";
import type { OpenDatabase } from "../db/database.ts";
import type { ChangeCounts, ObjectChange } from "../engine/messages.ts";
import type { StoreOperationKind } from "../operations/operation.ts";
import type { Authentication } from "./auth/authentication.ts";
import type { Limits } from "./limits.ts";

/** A store of `stores/stores.ts`, as the cluster shows it. */
export interface DeclaredStore {
  readonly spec: StoreSpec;
  readonly state: StatusWithReason;
  readonly proof: StoredProof | undefined;
}

/** What the nodes offer and what pods ask of it; `free` null: no limit is known. */
export interface ClusterSnapshot {
  readonly version: string;
  readonly nodes: readonly { readonly name: string; readonly ready: boolean; readonly version: string }[];
  readonly capacity: Readonly<
    Record<"cpuMillis" | "memoryMiB" | "pods" | "volumes", { readonly total: number | null; readonly used: number }>
  >;
}

/** What the API asks of the cluster. */
export interface ClusterView {
  /** @throws when the cluster does not answer */
  snapshot(): Promise<ClusterSnapshot>;
  /** Password of a store's administrator. A secret. @throws when the store has none */
  adminPassword(store: string): Promise<string>;
}

/** What a change would do to the objects of a store. */
export interface StorePreview {
  readonly changes: readonly ObjectChange[];
  readonly counts: ChangeCounts;
  readonly warnings: readonly string[];
}

/** Everything that the API is built over. */
export interface ApiDependencies {
  readonly database: OpenDatabase;
  readonly queue: PgBoss;
  readonly authentication: Authentication;
  readonly environment: { readonly name: string; readonly address: Address };
  readonly limits: Limits;
  /** Whose HTTP clients' addresses `X-Forwarded-For` may tell. @default - nobody's */
  readonly trustedProxies?: readonly string[];
  readonly cluster: ClusterView;
  /** The declared fleet. */
  declared(): Promise<readonly DeclaredStore[]>;
  /** Why stores of an engine cannot run here; undefined: they can. */
  unavailable(engine: StoreSpec["engine"]): Promise<string | undefined>;
  /** Runs the engine's preview; absent where this process has no engine. */
  readonly preview?: ((spec: StoreSpec, signal: AbortSignal) => Promise<StorePreview>) | undefined;
  /** Operations that a worker of this installation can do. */
  readonly operations: readonly StoreOperationKind[];
  /** Versions that `GET /api/system` shows. */
  readonly versions: Readonly<Record<string, string>>;
}
