/** What is known about the queue when an end is estimated. */
export interface QueueFacts {
  /** Operations that run. */
  readonly running: number;
  /** Operations that may run at once. */
  readonly concurrency: number;
  /** Median duration of such operations; undefined when none was measured. */
  readonly medianSeconds: number | undefined;
}

/**
 * Seconds until an operation in the queue ends: the rounds before it, and its own.
 *
 * @param position 1 is next
 */
export function estimateSeconds(position: number, { running, concurrency, medianSeconds }: QueueFacts): number | null {
  if (medianSeconds === undefined) return null;
  const roundsBefore = Math.floor((position - 1 + running) / concurrency);
  return Math.round((roundsBefore + 1) * medianSeconds * 10) / 10;
}

/** A percentile by the nearest rank; undefined of nothing. @param share From 0 to 1. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
