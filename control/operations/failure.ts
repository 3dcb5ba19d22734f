import type { ClusterClient } from "../cluster/client.ts";
import { diagnose } from "../cluster/diagnose.ts";
import { EngineError } from "../engine/errors.ts";
import { OrderProofFailed } from "../verify/order-proof.ts";
import { OperationFailed, type OperationFailure, type StoreStep } from "./operation.ts";
import type { TimeLimit } from "./time-limit.ts";

/** Longest message and longest log that are kept with an operation. */
const longestMessage = 2000;
const longestLog = 200;

/** What went wrong, in the words of an operation; what nobody foresaw passes through. */
export function explain(error: unknown, limit: TimeLimit, step: StoreStep | undefined): OperationFailed {
  if (error instanceof OperationFailed) return error;
  if (limit.over) {
    return new OperationFailed({
      code: "TimedOut",
      message: `Not done within ${limit.seconds} s; stopped${step === undefined ? "" : ` at ${step}`}.`,
      step,
    });
  }
  if (limit.signal.aborted) {
    return new OperationFailed({
      code: "Cancelled",
      message: "Stopped as asked. What was finished is kept; run the same again to go on.",
      step,
    });
  }
  if (error instanceof EngineError) return new OperationFailed({ code: error.code, message: shortened(error.message), step });
  if (error instanceof OrderProofFailed)
    return new OperationFailed({ code: "OrderProofFailed", message: shortened(error.message), step: "order-proof" });
  if (isUnreachable(error)) {
    return new OperationFailed({ code: "ClusterUnreachable", message: `The cluster does not answer (${(error as Error).message}).`, step });
  }
  throw error;
}

/** The same failure with what the cluster shows of its cause. */
export async function withFindings(
  failure: OperationFailed,
  cluster: ClusterClient,
  store: string,
  jobLines: readonly string[],
): Promise<OperationFailed> {
  const findings = await diagnose(cluster, store).catch(() => []);
  const causes = findings.map(({ where, what }) => `${where}: ${what}`);
  const log = findings.flatMap(({ where, what, log: lines }) => [`# ${where}: ${what}`, ...lines]);
  return failedAs(failure, {
    message: shortened([failure.message, ...causes].join("\n")),
    log: [...jobLines, ...log].slice(-longestLog),
  });
}

/** A failure with some facts changed. */
export function failedAs(failure: OperationFailed, changes: Partial<OperationFailure>): OperationFailed {
  const { code, message, step, log, rolledBack } = failure;
  return new OperationFailed({ code, message, step, log, rolledBack, ...changes });
}

/** The client's errors when no API server answers: fetch wraps the system's. */
function isUnreachable(error: unknown): boolean {
  const codes = ["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND"];
  for (let current = error; current instanceof Error; current = current.cause) {
    if (codes.includes((current as NodeJS.ErrnoException).code ?? "")) return true;
  }
  return false;
}

function shortened(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}
