import type { Address } from "../../constructs/names.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import type { StoredProof } from "../cluster/proof-record.ts";
import type { EngineErrorCode } from "../engine/errors.ts";
import type { MachineConfig } from "../engine/stack-files.ts";
import type { EngineTools } from "../engine/stack-layout.ts";

/** What can be done to a store. */
export const storeOperationKinds = ["create", "update", "upgrade", "rollback", "suspend", "resume", "verify", "delete"] as const;
export type StoreOperationKind = (typeof storeOperationKinds)[number];

/** Steps in the order in which a store comes up. */
export const provisioningSteps = ["namespace", "secrets", "database", "migrate", "seed", "start", "order-proof"] as const;
/** Steps in the order in which a store goes. */
export const deletionSteps = ["release", "namespace"] as const;
export type StoreStep = (typeof provisioningSteps)[number] | (typeof deletionSteps)[number];

/** The steps that an operation goes through, in order. */
export function stepsOf(kind: StoreOperationKind): readonly StoreStep[] {
  switch (kind) {
    case "delete":
      return deletionSteps;
    case "verify":
      return ["order-proof"];
    case "suspend":
      return ["start"];
    case "resume":
      return ["start", "order-proof"];
    default:
      return provisioningSteps;
  }
}

/** Where a step is. `skipped`: there was nothing to do, such as a database that is up already. */
export type StepState = "running" | "succeeded" | "failed" | "skipped";

/** Where stores run, as the control plane's process was told when it started. */
export interface OperationEnvironment {
  /** Name of the environment, such as `local`. */
  readonly name: string;
  readonly address: Address;
  /** Folder of what must survive: stack files and Pulumi's state. */
  readonly stateDir: string;
  readonly tools: EngineTools;
  /** Kubeconfig (a secret) and images of this machine. */
  readonly machine: MachineConfig;
  /** Host to reach shops by. @default - their own names */
  readonly ingress?: string;
}

/** One operation on one store. */
export interface StoreOperationInput {
  readonly kind: StoreOperationKind;
  /** The store as it should be; for `delete`, as it was last. */
  readonly spec: StoreSpec;
  readonly revision: number;
  readonly environment: OperationEnvironment;
  /** Of `rollback`: the earlier revision whose images come back; its spec is `spec`. @default - images stay */
  readonly restores?: number | undefined;
  /** How long the operation may take before it is stopped and rolled back. @default 300 */
  readonly timeoutSeconds?: number | undefined;
}

/** Something worth recording that is no step and no line of a Job. Never holds a secret. */
export interface StoreEvent {
  /** Stable and dotted, such as `rollback.started`. */
  readonly type: string;
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly step?: StoreStep;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** How an operation is stopped, and whom it tells what happens. */
export interface StoreOperationContext {
  /** Stops in an orderly way: what is under way ends, the state is saved. */
  readonly signal: AbortSignal;
  /** @param seconds Since the step began; 0 for `running`. */
  readonly onStep?: (step: StoreStep, state: StepState, seconds: number) => void;
  /** A line of a setup Job while it runs. @param job Such as `migrate`. */
  readonly onLog?: (job: string, line: string) => void;
  readonly onEvent?: (event: StoreEvent) => void;
}

/** What an operation led to. */
export interface StoreOperationResult {
  /** Absent after `suspend` and `delete`. */
  readonly proof?: StoredProof;
  readonly seconds: number;
  readonly url: string;
  readonly adminUrl: string;
}

/** Does one operation to one store. Safe to repeat after any interruption. @throws {OperationFailed} */
export type RunStoreOperation = (input: StoreOperationInput, context: StoreOperationContext) => Promise<StoreOperationResult>;

/** Stable codes of a failed operation; those of the engine pass through. */
export type OperationFailureCode = EngineErrorCode | "TimedOut" | "OrderProofFailed" | "DeletionStuck" | "NameTaken" | "NotDeployed";

/** Facts of a failure. */
export interface OperationFailure {
  readonly code: OperationFailureCode;
  /** What happened, what was kept, and what to do. */
  readonly message: string;
  readonly step?: StoreStep | undefined;
  /** Last lines of what failed. */
  readonly log?: readonly string[];
  /** Whether the store is again as it was before; a new store is gone. */
  readonly rolledBack?: boolean;
}

/** Failures that lie in the surroundings: the same operation may succeed a little later. */
const passing: ReadonlySet<OperationFailureCode> = new Set(["ClusterUnreachable", "ConcurrentUpdate", "EngineCrashed"]);

/** An operation did not lead to what was asked for. */
export class OperationFailed extends Error {
  readonly code: OperationFailureCode;
  readonly step: StoreStep | undefined;
  readonly log: readonly string[];
  readonly rolledBack: boolean;

  constructor({ code, message, step, log = [], rolledBack = false }: OperationFailure) {
    super(message);
    this.name = "OperationFailed";
    this.code = code;
    this.step = step;
    this.log = log;
    this.rolledBack = rolledBack;
  }

  /** Whether trying the same again may help. */
  get retryable(): boolean {
    return passing.has(this.code);
  }
}
