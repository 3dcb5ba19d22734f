import { z } from "zod";
import { planNames } from "../../../stores/plans.ts";
import { storeSpecSchema } from "../../../stores/schema.ts";
import { engineSchema, jsonObjectSchema, pageOf, pageQuery, stepSchema, storeStatuses, storeStatusSchema, timeSchema } from "./common.ts";
import { operationSchema } from "./operation.ts";
import { demandSchema } from "./plan.ts";

export const proofSchema = z.strictObject({
  orderId: z.string(),
  total: z.string(),
  currency: z.string(),
  at: timeSchema,
  seconds: z.number(),
  revision: z.int(),
});

const proofSample = z.strictObject({ at: timeSchema, ok: z.boolean(), seconds: z.number(), error: z.string().nullable() });

const storeFields = {
  name: z.string(),
  title: z.string(),
  engine: engineSchema,
  plan: z.enum(planNames),
  owner: z.strictObject({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  managedBy: z.enum(["declared", "control-plane"]).describe("Declared stores come from `stores/stores.ts` and are read-only here."),
  status: storeStatusSchema,
  statusReason: z.string().nullable(),
  failedStep: stepSchema.nullable(),
  url: z.string(),
  adminUrl: z.string(),
  revision: z.int().nullable().describe("Null for a declared store."),
  etag: z.string().nullable().describe("For `If-Match`; null for a declared store."),
  createdAt: timeSchema.nullable(),
  updatedAt: timeSchema.nullable(),
  provisionedSeconds: z.number().nullable().describe("From the start of its creation until Ready."),
  deletionProtection: z.boolean(),
  demand: demandSchema,
  operation: z
    .strictObject({ id: z.uuid(), kind: operationSchema.shape.kind, state: operationSchema.shape.state, step: stepSchema.nullable() })
    .nullable()
    .describe("The operation that waits or runs."),
  queuePosition: z.int().nullable(),
  proof: proofSchema.nullable().describe("The last order that was proven."),
  proofs: z.array(proofSample).describe("The last tries to buy something, oldest first, at most 20."),
};

/** A store in a list. */
export const storeSummarySchema = z.strictObject(storeFields).meta({ id: "StoreSummary" });
export type StoreSummary = z.output<typeof storeSummarySchema>;

/** A store with everything that is known of it. */
export const storeDetailSchema = z
  .strictObject({ ...storeFields, spec: jsonObjectSchema.describe("The StoreSpec with every default filled in.") })
  .meta({ id: "Store" });
export type StoreDetail = z.output<typeof storeDetailSchema>;

export const storeSorts = ["name", "createdAt", "updatedAt", "status", "engine"] as const;

/** Query of `GET /api/stores`. */
export const storesQuery = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe("Part of the name or title."),
  status: z
    .union([z.enum(storeStatuses), z.array(z.enum(storeStatuses)).max(storeStatuses.length)])
    .optional()
    .describe("One or several."),
  engine: engineSchema.optional(),
  owner: z.string().max(63).optional().describe("User id; an admin may name anyone's."),
  managedBy: z.enum(["declared", "control-plane"]).optional(),
  sort: z.enum(storeSorts).default("name"),
  order: z.enum(["asc", "desc"]).default("asc"),
});

export const storePage = z
  .strictObject({ ...pageOf(storeSummarySchema).shape, total: z.int().describe("Of all pages.") })
  .meta({ id: "StorePage" });

/** Body of `POST /api/stores`. `owner` is the caller and `environments` this one unless given. */
export const createStoreBody = storeSpecSchema;

/** A field without its default: a change must not reset what it leaves out. */
function withoutDefault(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodDefault ? withoutDefault(field.unwrap() as z.ZodType) : field;
}

const { name: _name, engine: _engine, owner: _owner, environments: _environments, ...changeable } = storeSpecSchema.def.options[0].shape;

/** Body of `PATCH /api/stores/:name`: a JSON merge patch (RFC 7396); the merged spec is checked as a whole. */
export const patchStoreBody = z
  .looseObject(
    Object.fromEntries(
      Object.entries(changeable).map(([key, field]) => [
        key,
        withoutDefault(field)
          .nullable()
          .optional()
          .meta({ description: field.description ?? "" }),
      ]),
    ),
  )
  .describe("Fields to change; null sets a field back to its default. Name, engine, owner and environments cannot change.");

/** One entry of a store's history. */
export const revisionSchema = z
  .strictObject({
    revision: z.int(),
    current: z.boolean(),
    createdAt: timeSchema,
    operationId: z.uuid().nullable(),
    spec: jsonObjectSchema,
    changes: z
      .array(z.strictObject({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .describe("What differs from the revision before."),
  })
  .meta({ id: "Revision" });
export const revisionPage = pageOf(revisionSchema).meta({ id: "RevisionPage" });
export const historyQuery = z.strictObject(pageQuery);

/** Body of `POST …/rollback`. */
export const rollbackBody = z
  .strictObject({ revision: z.int().min(1).optional().describe("Revision to come back. Default: the one before the current one.") })
  .default({});

/** Headers of a change to one revision. */
export const ifMatchHeaders = z.looseObject({
  "if-match": z.string().max(200).optional().describe("ETag of the store that is changed; required."),
});

/** Reply of `GET …/admin-credentials`; the only one with a secret in it. */
export const credentialsSchema = z
  .strictObject({ store: z.string(), adminUrl: z.string(), login: z.string(), password: z.string() })
  .meta({ id: "AdminCredentials" });
