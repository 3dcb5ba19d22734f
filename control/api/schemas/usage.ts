import { z } from "zod";
import { timeSchema } from "./common.ts";

const amounts = {
  cpuMillis: z.number().describe("Thousandths of a CPU."),
  memoryBytes: z.int().describe("Working set: what a memory limit counts."),
};

/** Longest past that can be asked for, in hours. */
const mostHours = 24;

/** Query of `GET /api/stores/:name/usage`. */
export const usageQuery = z.strictObject({
  hours: z.coerce.number().int().min(1).max(mostHours).default(1).describe(`Up to now, at most ${mostHours}.`),
});

/** Reply of `GET /api/stores/:name/usage`. */
export const usageSchema = z
  .strictObject({
    store: z.string(),
    measuredAt: timeSchema.nullable().describe("When stores were looked at last; null before the first time."),
    unavailable: z.string().nullable().describe("Why nothing is measured at the moment, and what helps; null when all is well."),
    guaranteed: z.strictObject(amounts).describe("What the cluster keeps free for the store: the numbers of its admission."),
    limit: z.strictObject(amounts).describe("The most that the same pods may use."),
    stepSeconds: z.int().describe("What each sample covers."),
    samples: z
      .array(
        z.strictObject({
          at: timeSchema.describe("Start of the step."),
          cpuMillis: amounts.cpuMillis.describe("Mean of the step, in thousandths of a CPU."),
          memoryBytes: amounts.memoryBytes.describe("Highest working set of the step."),
        }),
      )
      .describe("All pods together, oldest first, at most 240; a step without a measurement is left out."),
  })
  .meta({ id: "Usage" });
export type UsageView = z.output<typeof usageSchema>;

/** Reply of `GET /api/usage`. */
export const usageNowSchema = z
  .strictObject({
    measuredAt: usageSchema.shape.measuredAt,
    unavailable: usageSchema.shape.unavailable,
    items: z.array(z.strictObject({ store: z.string(), ...amounts })).describe("Stores that were measured then; none when nothing was."),
  })
  .meta({ id: "UsageNow" });
