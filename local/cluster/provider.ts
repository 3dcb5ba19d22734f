/** Whether a provider can run on this machine, in words for a person. */
export interface Availability {
  readonly available: boolean;
  /** What was found: "Docker 28.2 answers" or "Docker does not answer: Cannot connect to the Docker daemon". */
  readonly reason: string;
  /** What to do to make it available. @default - nothing helps or nothing is needed */
  readonly fix?: string;
}

/**
 * - `absent`: nothing was made yet
 * - `incomplete`: a creation was cut off; the next start makes it anew
 * - `stopped`: data is there, nothing runs
 * - `degraded`: something runs, but not all of it; the next start repairs it
 * - `running`: every part answers
 */
export type ClusterState = "absent" | "incomplete" | "stopped" | "degraded" | "running";

/** What {@link ClusterProvider.status} found. */
export interface ClusterStatus {
  readonly state: ClusterState;
  /** One sentence for a person. */
  readonly detail: string;
  /** Kubernetes version of the API server. @default - it did not answer */
  readonly version?: string;
}

/** What a start would do now, before anything is touched. */
export interface ClusterPlan {
  readonly provider: ProviderName;
  readonly state: ClusterState;
  /** Steps in order, each one line. Empty when everything runs. */
  readonly steps: readonly string[];
}

/** Live progress of an operation. */
export type ClusterProgress =
  | { readonly type: "step-started"; readonly step: string; readonly title: string }
  | { readonly type: "step-finished"; readonly step: string; readonly title: string; readonly seconds: number; readonly detail?: string }
  | { readonly type: "note"; readonly message: string };

/** Options that every operation takes. */
export interface OperationOptions {
  /** Aborting leaves a state from which the next start works. @default - cannot be aborted */
  readonly signal?: AbortSignal;
  /** @default - progress is not reported */
  readonly onProgress?: (event: ClusterProgress) => void;
}

/** What {@link ClusterProvider.start} did. */
export interface StartResult {
  /** The state before the start. */
  readonly from: ClusterState;
  /** False when everything ran already. */
  readonly changed: boolean;
  readonly seconds: number;
}

/** How workloads of the cluster are reached, for whoever installs the ingress controller and claims volumes. */
export interface ClusterExposure {
  /** Port of this machine that must become the ingress controller's hostPort for http. */
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Address of this machine on which those ports answer. */
  readonly address: string;
  /** Name of the default storage class. */
  readonly storageClass: string;
}

export type ProviderName = "existing-context" | "k3d" | "embedded";

/** A Kubernetes cluster for a workstation. Every operation is safe to repeat. */
export interface ClusterProvider {
  readonly name: ProviderName;
  readonly exposes: ClusterExposure;
  /** Looks at the machine and touches nothing. */
  detect(options?: OperationOptions): Promise<Availability>;
  plan(options?: OperationOptions): Promise<ClusterPlan>;
  /** Creates, starts, repairs or, when everything runs, only verifies. */
  start(options?: OperationOptions): Promise<StartResult>;
  /** Ends every process and keeps the data. */
  stop(options?: OperationOptions): Promise<void>;
  /** Removes the cluster with its data. */
  delete(options?: OperationOptions): Promise<void>;
  status(options?: OperationOptions): Promise<ClusterStatus>;
  /** The text of a kubeconfig with exactly one context. A secret: it makes whoever holds it administrator. */
  kubeconfig(): Promise<string>;
  /** Makes docker-archive tars available to pods; those that are there already cost nothing. */
  loadImages(archives: readonly string[], options?: OperationOptions): Promise<void>;
}

/** A failure that a person can act on: what was found, what was left alone, what to do. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
  readonly code: ClusterErrorCode;
  constructor(code: ClusterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type ClusterErrorCode =
  | "not-available"
  | "not-root"
  | "port-taken"
  | "other-cluster"
  | "disk-full"
  | "outdated"
  | "missing-tool"
  | "step-failed"
  | "timed-out"
  | "not-running"
  | "cannot-load-images";
