import { z } from "zod";

/** What an operation can be. */
export const operationKinds = ["up", "preview", "refresh", "destroy"] as const;
export type OperationKind = (typeof operationKinds)[number];

/** What happens to a resource. */
export const changeOps = ["create", "update", "replace", "delete", "same"] as const;
export type ChangeOp = (typeof changeOps)[number];

const seconds = z.number().min(0);
const op = z.enum(changeOps);
const resource = {
  /** Store that the resource belongs to; absent for add-ons and the stack itself. */
  store: z.string().optional(),
  /** Such as `Namespace`, `Release`. */
  kind: z.string(),
  /** Name of the object, or of the resource when it is no object. */
  name: z.string(),
};

/** Something that happened while an operation ran. Resources that stay the same are only counted. */
export const progressEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("phase"), phase: z.enum(["preparing", "recovering", "running"]), message: z.string() }),
  z.strictObject({ type: z.literal("started"), ...resource, op }),
  z.strictObject({ type: z.literal("finished"), ...resource, op, seconds }),
  z.strictObject({ type: z.literal("failed"), ...resource, op, seconds }),
  /** Repeated while a release waits for its pods and jobs. */
  z.strictObject({ type: z.literal("waiting"), ...resource, seconds }),
  z
    .strictObject({ type: z.literal("diagnostic"), ...resource, severity: z.enum(["info", "warning", "error"]), message: z.string() })
    .partial({
      kind: true,
      name: true,
    }),
]);
export type ProgressEvent = z.output<typeof progressEventSchema>;

const propertyChange = z.strictObject({
  /** Path inside the object, such as `spec.hard.pods`. */
  path: z.string(),
  change: z.enum(["add", "delete", "update"]),
  /** Whether this property forces a replacement. */
  replaces: z.boolean(),
  /** JSON of the value before and after; `[secret]` where it is one. */
  old: z.string().optional(),
  new: z.string().optional(),
});
export type PropertyChange = z.output<typeof propertyChange>;

const objectChange = z.strictObject({ ...resource, op, properties: z.array(propertyChange) });
/** One resource that an operation changes or changed, and how. */
export type ObjectChange = z.output<typeof objectChange>;

const counts = z.strictObject({ create: z.int(), update: z.int(), replace: z.int(), delete: z.int(), same: z.int() });
/** How many resources were (or would be) treated how. */
export type ChangeCounts = z.output<typeof counts>;

const summary = z.strictObject({ total: counts, stores: z.record(z.string(), counts) });
export type ChangeSummary = z.output<typeof summary>;

const recovery = z.strictObject({
  /** Why: process that had the lock, and since when. */
  reason: z.string(),
  /** What was done, one sentence each. */
  actions: z.array(z.string()),
});
/** What had to be put right after an earlier run had been killed. */
export type Recovery = z.output<typeof recovery>;

const resultSchema = z.strictObject({
  kind: z.enum(operationKinds),
  seconds,
  summary,
  changes: z.array(objectChange),
  /** Outputs of the stack after `up` and `refresh`; `{}` otherwise. */
  outputs: z.record(z.string(), z.unknown()),
  warnings: z.array(z.string()),
  recovery: recovery.optional(),
  /** Namespaces that a killed run made for stores which are no longer wanted, found after a recovery. Nothing was done to them. */
  leftovers: z.array(z.string()),
});
/** What an operation did. */
export type OperationResult = z.output<typeof resultSchema>;

const failureSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  details: z.looseObject({}),
});

/** From the caller to the process that runs the operation. */
export const requestSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("run"),
    kind: z.enum(operationKinds),
    stack: z.string().min(1),
    directory: z.string().min(1),
    /** Note in the stack's history. */
    message: z.string().optional(),
    /** The run before this one did not end cleanly: why, and which stores it may have begun. */
    unclean: z.strictObject({ reason: z.string(), stores: z.array(z.string()) }).optional(),
    /** Look at the cluster before anything is compared: finds what was changed by hand. */
    refresh: z.boolean(),
    program: z.strictObject({ declared: z.array(z.unknown()).optional(), guardrailsOnly: z.boolean() }),
  }),
  z.strictObject({ type: z.literal("cancel") }),
]);
export type Request = z.output<typeof requestSchema>;
export type RunRequest = Extract<Request, { type: "run" }>;
/** What is known of a run that did not end cleanly. */
export type Unclean = NonNullable<RunRequest["unclean"]>;

/** From the process that runs the operation to its caller. */
export const replySchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  /** Stores that the run is about to make or keep. */
  z.strictObject({ type: z.literal("stores"), stores: z.array(z.string()) }),
  z.strictObject({ type: z.literal("progress"), event: progressEventSchema }),
  z.strictObject({ type: z.literal("result"), result: resultSchema }),
  z.strictObject({ type: z.literal("failure"), failure: failureSchema }),
]);
export type Reply = z.output<typeof replySchema>;
