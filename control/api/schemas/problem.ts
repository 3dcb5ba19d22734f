import { z } from "zod";

/** Every code a problem can have. Codes are contract: clients act on them. */
export const problemCodes = [
  "invalid-request",
  "invalid-store",
  "invalid-cursor",
  "unauthenticated",
  "forbidden",
  "not-found",
  "store-not-found",
  "operation-not-found",
  "revision-not-found",
  "name-taken",
  "declared-store",
  "deletion-protected",
  "idempotency-key-reused",
  "operation-in-progress",
  "operation-ended",
  "not-ready",
  "etag-mismatch",
  "precondition-required",
  "immutable-field",
  "quota-exceeded",
  "cluster-full",
  "no-capacity",
  "engine-unavailable",
  "too-many-requests",
  "body-too-large",
  "unsupported-media-type",
  "not-supported-yet",
  "database-unavailable",
  "cluster-unavailable",
  "preview-failed",
  "shutting-down",
  "internal",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

const fieldProblem = z.strictObject({
  store: z.string(),
  field: z.string().describe("Path inside the store, such as `storage.database`."),
  message: z.string(),
  got: z.string().optional().describe("JSON of the value that was given."),
  allowed: z.string().optional(),
  fix: z.string().optional(),
});

/** RFC 9457 problem details; `application/problem+json`. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe("`urn:storefleet:problem:<code>`."),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes).describe("Stable; act on this one."),
    detail: z.string().describe("What happened and what to do."),
    instance: z.string().describe("Id of the request, as in the log."),
    problems: z.array(fieldProblem).optional().describe("Every field that is wrong, all at once."),
    retryAfterSeconds: z.number().optional(),
    operationId: z.string().optional().describe("Operation that stands in the way."),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof problemSchema>;
