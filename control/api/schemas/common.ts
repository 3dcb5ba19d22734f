import { z } from "zod";
import { engines } from "../../../stores/schema.ts";
import { type deletionSteps, provisioningSteps } from "../../operations/operation.ts";

/** Every status that a store can have. `Unavailable`: a declared store that this machine cannot run. */
export const storeStatuses = [
  "Queued",
  "Provisioning",
  "Verifying",
  "Ready",
  "Updating",
  "Suspended",
  "Failed",
  "Deleting",
  "Deleted",
  "Unavailable",
] as const;

export const storeStatusSchema = z.enum(storeStatuses).describe("Where the store is in its life.");
export const engineSchema = z.enum(engines as readonly [string, ...string[]] as readonly ["medusa", "woocommerce"]);
export const stepSchema = z.enum([...provisioningSteps, "release"] as [...typeof provisioningSteps, (typeof deletionSteps)[0]]);
export const timeSchema = z.iso.datetime().describe("RFC 3339, UTC.");
export const jsonObjectSchema = z.record(z.string(), z.unknown());

/** Path parameter of every route about one store. Looser than a spec's name: an impossible name is simply not found. */
export const storeParams = z.strictObject({ name: z.string().min(1).max(63).describe("Name of the store.") });

/** Query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).describe("How many entries, at most 100."),
  cursor: z.string().min(1).max(500).optional().describe("`nextCursor` of the page before."),
};

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable().describe("Of the next page; null on the last one.") });

/** Headers that a change takes. */
export const mutationHeaders = z.looseObject({
  "idempotency-key": z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces")
    .optional()
    .describe("Makes a repeated request harmless: same key and body, same operation."),
});
