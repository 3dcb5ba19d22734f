/** Stable codes of everything that can go wrong with an operation; callers decide by these, never by a message. */
export type EngineErrorCode =
  | "Cancelled"
  | "ClusterChanged"
  | "ClusterUnreachable"
  | "ConcurrentUpdate"
  | "ConfigMissing"
  | "DeletionProtected"
  | "EngineCrashed"
  | "PassphraseMissing"
  | "PluginMissing"
  | "ProgramFailed"
  | "ProviderFailed"
  | "ReleaseFailed"
  | "RootSecretMissing"
  | "StackInUse"
  | "StackMissing"
  | "StorageClassMissing"
  | "WrongPassphrase";

/** What a caller may want to know beyond the message, by code. */
export interface EngineErrorDetails {
  /** Stores that the error is about, when it is about any. */
  readonly stores?: readonly string[] | undefined;
  /** Where to look next, such as a command. */
  readonly hint?: string | undefined;
  /** Of `ConcurrentUpdate`: process that holds the lock, its machine, and since when (ISO 8601). */
  readonly owner?: { readonly pid: number; readonly host: string; readonly since: string } | undefined;
}

/** Something went wrong with an operation. The message says what, what was kept, and what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly details: EngineErrorDetails;

  constructor(code: EngineErrorCode, message: string, details: EngineErrorDetails = {}) {
    super(message);
    this.name = "EngineError";
    this.code = code;
    this.details = details;
  }
}
