import { StoreProblems } from "../stores/problems.ts";
import { Interrupted } from "./abort.ts";
import { Refused } from "./environment.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** An error as `--json` prints it. */
export interface FailureReport {
  readonly error: {
    /** Stable name of the kind of error. */
    readonly code: string;
    readonly message: string;
    /** Every problem of a refused fleet. */
    readonly problems?: readonly unknown[];
  };
}

/** Exit code of an error; documented in docs/cli.md. */
export function exitCodeOf(error: unknown): ExitCode {
  if (isInterrupt(error)) return exitCodes.interrupted;
  const { name, code } = identity(error);
  if (error instanceof StoreProblems || error instanceof Refused || name === "ConfigProblems") return exitCodes.refused;
  if (name === "EnvironmentBusy" || code === "ConcurrentUpdate") return exitCodes.busy;
  if (name === "OrderProofFailed" || code === "ReleaseFailed") return exitCodes.notReady;
  if (["BinaryError", "AptError", "ClusterError"].includes(name)) return exitCodes.machine;
  if (code === "ConfigMissing") return exitCodes.refused;
  return exitCodes.failed;
}

/** An error for machines. */
export function failureReport(error: unknown): FailureReport {
  const { name, code } = identity(error);
  const message = error instanceof Error ? error.message : String(error);
  const problems = (error as { problems?: readonly unknown[] } | null)?.problems;
  return { error: { code: code ?? name, message, ...(problems === undefined ? {} : { problems }) } };
}

/** An error for a person: what happened; the stack trace only where nobody expected it. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = exitCodeOf(error) !== exitCodes.failed || identity(error).code !== undefined;
  return expected ? error.message : (error.stack ?? error.message);
}

function isInterrupt(error: unknown): boolean {
  if (error instanceof Interrupted) return true;
  if (!(error instanceof Error)) return false;
  return identity(error).code === "Cancelled" || error.name === "AbortError" || isInterrupt(error.cause);
}

function identity(error: unknown): { name: string; code: string | undefined } {
  if (!(error instanceof Error)) return { name: "Error", code: undefined };
  const code = (error as { code?: unknown }).code;
  return { name: error.name, code: typeof code === "string" ? code : undefined };
}
