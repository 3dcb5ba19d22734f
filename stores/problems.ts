/** One thing that is wrong with one declared store, in the words an operator needs to mend it. */
export interface StoreProblem {
  /** Name of the store, or its position (`#2`) when it has none. */
  readonly store: string;
  /** Path of the field inside the store, such as `storage.database`. */
  readonly field: string;
  /** What is wrong, as a sentence without subject. */
  readonly message: string;
  /** The value that was given, as JSON; absent when the field itself is missing. */
  readonly got?: string;
  /** What would be accepted. */
  readonly allowed?: string;
  /** What to do next. */
  readonly fix?: string;
}

/** A problem as one line for a terminal. */
export function formatProblem(problem: StoreProblem): string {
  const parts = [`${problem.store}: ${problem.field} ${problem.message}`];
  if (problem.got !== undefined) parts.push(`got ${problem.got}`);
  if (problem.allowed !== undefined) parts.push(`allowed: ${problem.allowed}`);
  if (problem.fix !== undefined) parts.push(`fix: ${problem.fix}`);
  return parts.join("; ");
}

/** All problems of a fleet at once; nothing has been touched when this is thrown. */
export class StoreProblems extends Error {
  readonly problems: readonly StoreProblem[];

  constructor(problems: readonly StoreProblem[]) {
    const count = `${problems.length} problem${problems.length === 1 ? "" : "s"}`;
    super(`${count} in the declared stores:\n${problems.map((problem) => `  - ${formatProblem(problem)}`).join("\n")}`);
    this.name = "StoreProblems";
    this.problems = problems;
  }
}
