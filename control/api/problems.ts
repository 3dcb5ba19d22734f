import { STATUS_CODES } from "node:http";
import type { StoreProblem } from "../../stores/problems.ts";
import type { Problem, ProblemCode } from "./schemas/problem.ts";

const statuses: Readonly<Record<ProblemCode, number>> = {
  "invalid-request": 400,
  "invalid-store": 422,
  "invalid-cursor": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "store-not-found": 404,
  "operation-not-found": 404,
  "revision-not-found": 404,
  "name-taken": 409,
  "declared-store": 409,
  "deletion-protected": 409,
  "idempotency-key-reused": 409,
  "operation-in-progress": 409,
  "operation-ended": 409,
  "not-ready": 409,
  "etag-mismatch": 412,
  "precondition-required": 428,
  "immutable-field": 422,
  "quota-exceeded": 403,
  "cluster-full": 409,
  "no-capacity": 409,
  "engine-unavailable": 409,
  "too-many-requests": 429,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "not-supported-yet": 501,
  "database-unavailable": 503,
  "cluster-unavailable": 503,
  "preview-failed": 502,
  "shutting-down": 503,
  internal: 500,
};

/** What a refusal may say besides its sentence. */
export interface ProblemExtras {
  readonly problems?: readonly StoreProblem[];
  readonly retryAfterSeconds?: number;
  readonly operationId?: string;
}

/** A request is refused, with a stable code and what to do. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = "ApiProblem";
    this.code = code;
    this.status = statuses[code];
    this.extras = extras;
  }
}

/** The body of a refusal. @param instance Id of the request. */
export function problemBody({ code, status, message, extras }: ApiProblem, instance: string): Problem {
  const { problems, ...rest } = extras;
  return {
    type: `urn:storefleet:problem:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    code,
    detail: message,
    instance,
    ...rest,
    ...(problems === undefined ? {} : { problems: [...problems] }),
  };
}

/** Another user's store is as good as none. */
export function storeNotFound(name: string): ApiProblem {
  return new ApiProblem("store-not-found", `There is no store ${JSON.stringify(name)} that you may see.`);
}
