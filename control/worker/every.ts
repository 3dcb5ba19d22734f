import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";

/** How often a loop looks for stores that are due: they come up at any time, not only at the loop's own beat. */
const looksPerInterval = 5;

/**
 * Repeats work until the signal aborts; one that fails is repeated all the same.
 *
 * @param seconds Interval of the work; 0 switches it off.
 */
export async function every(seconds: number, signal: AbortSignal, logger: Logger, work: () => Promise<void>): Promise<void> {
  if (seconds === 0) return;
  while (!signal.aborted) {
    await pause((seconds * 1000) / looksPerInterval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      logger.warn({ err: error }, "repeated work failed; it is tried again at its next turn");
    }
  }
}
