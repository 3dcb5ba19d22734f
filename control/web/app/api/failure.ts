import { strings } from "../strings.ts";

/** What is wrong with one field, as the API says it (`stores/problems.ts`). */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly allowed?: string | undefined;
  readonly fix?: string | undefined;
}

/** A refusal (RFC 9457) or a failure of the API. */
export class ApiFailure extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Stable code of the API, such as `quota_exceeded`; empty when it gave none. */
  readonly code: string;
  readonly title: string;
  readonly problems: readonly FieldProblem[];

  constructor(status: number, body: unknown) {
    const problem = isRecord(body) ? body : {};
    const title = text(problem.title) ?? strings.failure.generic(status);
    super(text(problem.detail) ?? text(problem.message) ?? title);
    this.name = "ApiFailure";
    this.status = status;
    this.code = text(problem.code) ?? "";
    this.title = title;
    this.problems = Array.isArray(problem.problems) ? problem.problems.filter(isFieldProblem) : [];
  }
}

/** The API did not answer at all: it restarts, or the network is gone. */
export class Unreachable extends ApiFailure {
  constructor() {
    super(0, {
      title: strings.failure.unreachable,
      detail: strings.failure.unreachableHint,
      code: "unreachable",
    });
    this.name = "Unreachable";
  }
}

/** Anything that was thrown, as a failure of the API. */
export function asFailure(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure(0, { title: String(error) });
}

/** What to show of anything that was thrown. */
export function describeFailure(error: unknown): {
  readonly title: string;
  readonly detail: string | undefined;
} {
  if (!(error instanceof ApiFailure))
    return {
      title: error instanceof Error ? error.message : String(error),
      detail: undefined,
    };
  return {
    title: error.title,
    detail: error.message === error.title ? undefined : error.message,
  };
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value.field === "string" && typeof value.message === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
