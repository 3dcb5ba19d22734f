import { setTimeout as pause } from "node:timers/promises";
import type { EventView } from "../../control/api/schemas/event.ts";
import type { OperationView } from "../../control/api/schemas/operation.ts";
import { formatSeconds, note } from "../terminal.ts";
import type { ApiClient } from "./api-client.ts";

const retryMilliseconds = 1000;

/** Follows an operation to its end and prints its steps as they happen; goes on when the control plane starts again meanwhile. */
export async function waitForOperation(
  api: ApiClient,
  operation: OperationView,
  quiet: boolean,
  signal: AbortSignal,
): Promise<OperationView> {
  let last = "0";
  const current = () => api.request<OperationView>("GET", `/api/operations/${operation.id}`);
  for (;;) {
    signal.throwIfAborted();
    const closing = new AbortController();
    try {
      for await (const { id, data } of api.stream(
        `/api/stores/${operation.store}/events`,
        AbortSignal.any([signal, closing.signal]),
        last,
      )) {
        last = id ?? last;
        const event = data as EventView;
        if (event.operationId !== operation.id) continue;
        if (!quiet) show(event);
        if (/^operation\.(succeeded|failed|cancelled)$/.test(event.type)) break;
      }
      const now = await current();
      if (now.finishedAt !== null) return now;
    } catch (error) {
      signal.throwIfAborted();
      // A store that is gone has no events any more; its operation is still known.
      const now = await current().catch(() => undefined);
      if (now !== undefined && now.finishedAt !== null) return now;
      if (error instanceof Error && "code" in error && error.code === "unauthenticated") throw error;
    } finally {
      closing.abort();
    }
    await pause(retryMilliseconds, undefined, { signal });
  }
}

function show({ type, step, message, data }: EventView): void {
  const { state, seconds } = (data ?? {}) as { state?: string; seconds?: number };
  if (type !== "step") note(message);
  else if (state === "succeeded" || state === "failed")
    note(`  ${step}: ${state}${seconds === undefined ? "" : ` after ${formatSeconds(seconds)}`}`);
}
