import type { Usage } from "../../api/types.ts";

/** A value of a chart; null where nothing was measured. */
export interface Point {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number | null;
}

/** Samples further apart than this many steps have a gap between them: one may come a little late. */
const gapSteps = 2.5;

/** One resource of the samples as a line that breaks where nothing was measured. */
export function seriesOf({ samples, stepSeconds }: Pick<Usage, "samples" | "stepSeconds">, value: "cpuMillis" | "memoryBytes"): Point[] {
  const step = stepSeconds * 1000;
  const points: Point[] = [];
  for (const sample of samples) {
    const at = Date.parse(sample.at);
    const before = points.at(-1);
    if (before !== undefined && at - before.at > gapSteps * step) points.push({ at: before.at + step, value: null });
    points.push({ at, value: sample[value] });
  }
  return points;
}
