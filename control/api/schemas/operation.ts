import { z } from "zod";
import { operationStates } from "../../db/schema.ts";
import { storeOperationKinds } from "../../operations/operation.ts";
import { pageOf, pageQuery, stepSchema, timeSchema } from "./common.ts";

/** A step of an operation: where it is and how long it took. */
export const operationStepSchema = z.strictObject({
  step: stepSchema,
  state: z.enum(["pending", "running", "succeeded", "failed", "skipped"]),
  seconds: z.number().nullable(),
  startedAt: timeSchema.nullable(),
});

export const operationSchema = z
  .strictObject({
    id: z.uuid(),
    store: z.string(),
    kind: z.enum(storeOperationKinds),
    state: z.enum(operationStates),
    step: stepSchema.nullable().describe("Step that is under way, or the last one."),
    steps: z.array(operationStepSchema).describe("Every step of this kind of operation, in order."),
    revision: z.int(),
    restores: z.int().nullable().describe("Of a rollback: the revision that comes back."),
    actorId: z.string(),
    attempt: z.int(),
    cancelRequested: z.boolean(),
    queuePosition: z.int().nullable().describe("1 is next; null when it does not wait."),
    etaSeconds: z.number().nullable().describe("Until it ends, from the queue and measured durations; null when nothing was measured."),
    queuedAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema.nullable(),
    seconds: z.number().nullable().describe("How long it ran or runs."),
    error: z
      .strictObject({
        code: z.string(),
        message: z.string(),
        step: stepSchema.nullable(),
        log: z.array(z.string()).describe("Last lines of what failed."),
      })
      .nullable(),
  })
  .meta({ id: "Operation" });
export type OperationView = z.output<typeof operationSchema>;

export const operationPage = pageOf(operationSchema).meta({ id: "OperationPage" });
export const operationsQuery = z.strictObject(pageQuery);
export const operationParams = z.strictObject({ id: z.uuid() });
