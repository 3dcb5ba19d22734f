import { z } from "zod";
import { jsonObjectSchema } from "./common.ts";
import { problemCodes, problemSchema } from "./problem.ts";

/** Whether a store would be taken on now. */
export const admissionSchema = z
  .strictObject({
    admitted: z.boolean(),
    code: z.enum(problemCodes).nullable().describe("Why not."),
    reason: z.string().nullable(),
    queuePosition: z.int().describe("1: it would start at once or next."),
    etaSeconds: z.number().nullable().describe("Until it would be Ready; null when nothing was measured yet."),
    quota: z.strictObject({ used: z.int(), max: z.int() }),
  })
  .meta({ id: "Admission" });
export type Admission = z.output<typeof admissionSchema>;

/** What a store asks of the cluster. */
export const demandSchema = z.strictObject({
  cpuMillis: z.int().describe("Requested by its pods while it runs."),
  memoryMiB: z.int(),
  pods: z.int(),
  storageGiB: z.int(),
  volumes: z.int(),
});

/** Body of `POST /api/stores:validate`: a store, or raw values of its chart. */
export const validateBody = z
  .strictObject({ spec: jsonObjectSchema.optional(), values: jsonObjectSchema.optional() })
  .describe("Either `spec` (a StoreSpec) or `values` (of the universal-store chart).");

export const validationSchema = z
  .strictObject({
    valid: z.boolean(),
    problems: problemSchema.shape.problems.unwrap(),
    spec: jsonObjectSchema.nullable().describe("With every default filled in, when it is valid."),
    url: z.string().nullable().describe("Where the shop would answer."),
    demand: demandSchema.nullable(),
    admission: admissionSchema.nullable(),
  })
  .meta({ id: "Validation" });

/** Body of `POST /api/stores:plan`: the store as it should be, new or existing. */
export const planBody = z.strictObject({ spec: jsonObjectSchema });

export const planSchema = z
  .strictObject({
    planHash: z.string().describe("Of the store's spec, its revision and every change below."),
    name: z.string(),
    action: z.enum(["create", "update", "none"]),
    revision: z.int().describe("Revision that would come of it."),
    changes: z.array(
      z.strictObject({
        op: z.enum(["create", "update", "replace", "delete"]),
        kind: z.string(),
        name: z.string(),
        properties: z.array(
          z.strictObject({
            path: z.string(),
            change: z.enum(["add", "delete", "update"]),
            old: z.string().optional(),
            new: z.string().optional(),
          }),
        ),
      }),
    ),
    counts: z.strictObject({ create: z.int(), update: z.int(), replace: z.int(), delete: z.int(), same: z.int() }),
    dataLoss: z.boolean(),
    restarts: z.boolean(),
    demand: demandSchema,
    admission: admissionSchema,
    warnings: z.array(z.string()),
  })
  .meta({ id: "Plan" });
