import { storeUrl } from "../../constructs/names.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { proveStore } from "../verify/prove-store.ts";
import { failedAs } from "./failure.ts";
import type { OperationFailed, StoreOperationContext, StoreOperationInput } from "./operation.ts";
import { removeStore } from "./remove-store.ts";
import { provenRevisions, specOf } from "./revisions.ts";
import { runStack, storeLayout } from "./stack-run.ts";
import { TimeLimit } from "./time-limit.ts";

/** Longest time that putting back may take, in seconds. */
const rollbackSeconds = 300;

/** What failed and where. */
export interface FailedProvisioning {
  readonly input: StoreOperationInput;
  readonly context: StoreOperationContext;
  readonly cluster: ClusterClient;
  readonly failure: OperationFailed;
}

/**
 * Puts back what was before: a store that sold gets its last proven revision, one that never did is removed.
 *
 * @returns the failure, which says whether that worked
 */
export async function rollBack({ input, context, cluster, failure }: FailedProvisioning): Promise<OperationFailed> {
  const { onEvent } = context;
  const { spec, environment } = input;
  const [before] = await provenRevisions(storeLayout(environment, spec.name));
  const spec0 = before === undefined ? undefined : specOf(before);
  if (before !== undefined && spec0 === undefined) {
    return failedAs(failure, {
      message: `${failure.message}\nNothing was rolled back: revision ${before.revision} is not allowed any more.`,
    });
  }
  const to = before === undefined ? "nothing (the store never sold)" : `revision ${before.revision}`;
  onEvent?.({ type: "rollback.started", level: "warning", message: `Rolling back to ${to}: ${failure.message.split("\n", 1)[0]}` });
  const limit = new TimeLimit(context.signal, rollbackSeconds);
  try {
    if (before === undefined || spec0 === undefined) {
      await removeStore({ input, cluster, limit, onEvent });
      onEvent?.({ type: "rollback.finished", level: "info", message: "Everything that had been made was removed." });
      return failedAs(failure, { message: `${failure.message}\nWhat had been made was removed again.`, rolledBack: true });
    }
    await runStack({ kind: "up", input: { spec: spec0, environment }, images: before.images, limit, refresh: true, onEvent });
    await proveStore(cluster, spec0, storeUrl(spec.name, environment.address), { signal: limit.signal, ingress: environment.ingress });
    onEvent?.({ type: "rollback.finished", level: "info", message: `Revision ${before.revision} sells again.` });
    return failedAs(failure, {
      message: `${failure.message}\nThe store is back at revision ${before.revision} and sells.`,
      rolledBack: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent?.({ type: "rollback.failed", level: "error", message: reason });
    return failedAs(failure, { message: `${failure.message}\nRolling back failed: ${reason}` });
  } finally {
    limit.clear();
  }
}
