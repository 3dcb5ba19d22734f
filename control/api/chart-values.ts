import { releaseValuesSchema } from "../../constructs/release-values.ts";
import type { StoreProblem } from "../../stores/problems.ts";

/** What is wrong with raw values of the universal-store chart, by the schema that the chart's own is generated from. */
export function chartProblems(values: unknown): StoreProblem[] {
  const parsed = releaseValuesSchema.safeParse(values);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ store: "values", field: path.join(".") || "values", message }));
}
