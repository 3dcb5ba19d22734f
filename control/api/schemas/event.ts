import { z } from "zod";
import { jsonObjectSchema, pageOf, pageQuery, stepSchema, timeSchema } from "./common.ts";

/** Something that happened to a store; also the `data` of a server-sent event, whose id is this one's. */
export const eventSchema = z
  .strictObject({
    id: z.int(),
    store: z.string(),
    operationId: z.uuid().nullable(),
    at: timeSchema,
    type: z.string().describe("Stable and dotted; `step` has `data.state` and `data.seconds`."),
    step: stepSchema.nullable(),
    level: z.enum(["info", "warning", "error"]),
    message: z.string(),
    data: jsonObjectSchema.nullable(),
  })
  .meta({ id: "StoreEvent" });
export type EventView = z.output<typeof eventSchema>;
export const eventPage = pageOf(eventSchema).meta({ id: "EventPage" });

export const eventsQuery = z.strictObject({
  ...pageQuery,
  order: z.enum(["asc", "desc"]).default("desc").describe("`desc`: newest first."),
});

/** `Accept: text/event-stream` makes a list of events a stream of new ones. */
export const streamHeaders = z.looseObject({
  accept: z.string().max(500).optional(),
  "last-event-id": z.string().max(100).optional().describe("Continue after this event; without it the stream begins now."),
});

/** One line of a job. */
export const logLineSchema = z
  .strictObject({ operationId: z.uuid(), job: z.string(), line: z.int(), at: timeSchema, text: z.string() })
  .meta({ id: "LogLine" });
export const logPage = z.strictObject({ operationId: z.uuid().nullable(), items: z.array(logLineSchema) }).meta({ id: "LogPage" });
export const logsQuery = z.strictObject({
  operation: z.uuid().optional().describe("Default: the newest operation that wrote a log."),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
