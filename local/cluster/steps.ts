import { setTimeout as delay } from "node:timers/promises";
import { ClusterError, type OperationOptions } from "./provider.ts";

/** Runs one named step, reporting its start and its seconds. An aborted operation starts no further step. */
export async function step<T>(options: OperationOptions, id: string, title: string, work: () => Promise<T>): Promise<T> {
  options.signal?.throwIfAborted();
  options.onProgress?.({ type: "step-started", step: id, title });
  const started = performance.now();
  const result = await work();
  options.onProgress?.({ type: "step-finished", step: id, title, seconds: secondsSince(started) });
  return result;
}

/** Seconds since a `performance.now()` reading, to one hundredth. */
export function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 10) / 100;
}

/** Options of {@link until}. */
export interface UntilOptions {
  /** What is awaited, for the error: "node storefleet to be Ready". */
  readonly what: string;
  readonly timeoutMs: number;
  /** @default 200 */
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Added to the error when time is up: the newest log lines, say. @default - nothing */
  readonly explain?: () => Promise<string>;
}

/** Repeats `probe` until it returns a value other than undefined. Throws `timed-out` with the last error that the probe threw. */
export async function until<T>(options: UntilOptions, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  let lastError: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== undefined) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      const explanation = options.explain === undefined ? "" : `\n${await options.explain()}`;
      const last = lastError instanceof Error ? ` (last: ${lastError.message})` : "";
      throw new ClusterError("timed-out", `waited ${options.timeoutMs / 1000} s for ${options.what}${last}${explanation}`);
    }
    await pause(options.everyMs ?? 200, options.signal);
  }
}

/** Waits; rejects at once with the signal's reason when it aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
