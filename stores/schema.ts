import { z } from "zod";
import { planNames, plans } from "./plans.ts";
import { type Smtp, smtpSchema } from "./smtp.ts";

/** Longest store name: `store-<name>` and every derived object name stay within Kubernetes' 63 characters. */
export const maxNameLength = 30;

/** Names that would shadow hosts or namespaces of the platform itself. */
export const reservedNames: readonly string[] = [
  "admin",
  "api",
  "app",
  "dashboard",
  "mail",
  "platform",
  "storefleet",
  "system",
  "traefik",
  "www",
];

const dnsLabel = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const hostName = /^(?=.{4,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const labelValue = /^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/;
const storageSize = /^[1-9][0-9]{0,4}Gi$/;

const currencies = new Set(Intl.supportedValuesOf("currency"));
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** A field that is typed already but not built yet: any value except its default is refused, never ignored. */
function notYet<T extends z.ZodType>(schema: T, isDefault: (value: z.output<T>) => boolean, instead: string) {
  return schema.refine(isDefault, { error: `is not supported yet; ${instead}`, params: { notYet: true } });
}

const commonFields = {
  name: z
    .string()
    .max(maxNameLength, `must have at most ${maxNameLength} characters`)
    .regex(dnsLabel, "must be lower-case letters, digits and dashes, start with a letter and end with a letter or digit")
    .refine((name) => !reservedNames.includes(name), `is reserved (${reservedNames.join(", ")})`)
    .describe("Unique name: becomes namespace `store-<name>` and host `<name>.<baseDomain>`. Renaming makes a new store."),
  title: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(80, "must have at most 80 characters")
    .regex(/^\P{Cc}*$/u, "must not contain control characters")
    .optional()
    .describe("Shop title that shoppers see. Default: the name."),
  owner: z
    .string()
    .regex(labelValue, "must be 1–63 lower-case letters, digits, dots, dashes or underscores")
    .default("platform")
    .describe("Who owns the store: a user or team id, used as a label."),
  plan: z.enum(planNames).default("starter").describe("Size of the store."),
  currency: z
    .string()
    .refine((code) => currencies.has(code), "must be an ISO 4217 code in capitals, such as EUR")
    .default("EUR")
    .describe("Currency of all prices, ISO 4217."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code in capitals, such as DE")
    .refine((code) => !/^[A-Z]{2}$/.test(code) || regions.of(code) !== undefined, "is not a known ISO 3166-1 country")
    .default("DE")
    .describe("Country that the shop sells and ships in, ISO 3166-1 alpha-2."),
  adminEmail: z.email("must be an e-mail address").max(254).describe("Log-in and contact of the shop's administrator."),
  sampleProducts: z
    .int("must be a whole number")
    .min(1, "must be at least 1: the order proof buys one of them")
    .max(50, "must be at most 50")
    .default(3)
    .describe("Number of sample products to create. The order proof buys one, so at least 1."),
  environments: z
    .array(z.string().regex(dnsLabel, "must name environments, such as local or prod"))
    .min(1, "must name at least one environment")
    .default(["local"])
    .describe("Environments (Pulumi stacks) that run this store."),
  domains: notYet(
    z.array(z.string().regex(hostName, "must be a full host name in lower case, such as shop.example.com")).default([]),
    (domains) => domains.length === 0,
    "leave it out and use <name>.<baseDomain>",
  ).describe("Custom domains besides `<name>.<baseDomain>`."),
  storage: z
    .strictObject({
      database: z.string().regex(storageSize, "must be whole GiB, such as 5Gi").optional().describe("Database volume. Default: by plan."),
      uploads: z.string().regex(storageSize, "must be whole GiB, such as 5Gi").optional().describe("Uploads volume. Default: by plan."),
    })
    .default({})
    .describe("Volume sizes."),
  replicas: z.int("must be a whole number").min(1, "must be at least 1").default(1).describe("Web replicas; the plan sets the most."),
  backup: notYet(
    z.strictObject({ schedule: z.string(), keepDays: z.int().min(1) }).optional(),
    (backup) => backup === undefined,
    "leave it out",
  ).describe("Scheduled backups: a cron schedule (UTC) and how many days to keep them."),
  suspended: notYet(z.boolean().default(false), (suspended) => !suspended, "leave it out or false").describe(
    "Keep the data but run nothing.",
  ),
  deletionProtection: z.boolean().default(false).describe("Refuse to delete the store until this is false again."),
};

/** Limits that depend on the plan. `custom` issues carry the field they belong to. */
function withinPlan<
  T extends { plan: keyof typeof plans; replicas: number; storage: { database?: string | undefined; uploads?: string | undefined } },
>(spec: T, context: z.core.$RefinementCtx<T>): void {
  const plan = plans[spec.plan];
  if (spec.replicas > plan.maxReplicas) {
    context.addIssue({
      code: "custom",
      path: ["replicas"],
      input: spec.replicas,
      message: `exceeds plan ${spec.plan} (at most ${plan.maxReplicas})`,
      params: { allowed: `1 to ${plan.maxReplicas}`, fix: "lower replicas or choose a larger plan" },
    });
  }
  for (const volume of ["database", "uploads"] as const) {
    const size = spec.storage[volume];
    if (size !== undefined && Number.parseInt(size, 10) > plan.storage.maxGiB) {
      context.addIssue({
        code: "custom",
        path: ["storage", volume],
        input: size,
        message: `exceeds plan ${spec.plan} (at most ${plan.storage.maxGiB}Gi)`,
        params: { allowed: `1Gi to ${plan.storage.maxGiB}Gi`, fix: `lower storage.${volume} or choose a larger plan` },
      });
    }
  }
}

const medusa = z.strictObject({ ...commonFields, engine: z.literal("medusa") });
const woocommerce = z.strictObject({
  ...commonFields,
  engine: z.literal("woocommerce"),
  smtp: smtpSchema.optional().describe("Mail server that the shop sends through. Default: mail is off, and the administration says so."),
});

/** The only definition of a store. API schema, chart values, form fields and agent tools derive from it. */
export const storeSpecSchema = z.discriminatedUnion("engine", [medusa, woocommerce]).superRefine(withinPlan);

/** A store as a person writes it: defaults may be left out. */
export type StoreInput = z.input<typeof storeSpecSchema>;

/** A checked store with every default filled in, except `title` (the name) and volume sizes (the plan's). */
export type StoreSpec = z.output<typeof storeSpecSchema>;

/** Commerce engine of a store. */
export type Engine = StoreSpec["engine"];

/** Every engine. */
export const engines = storeSpecSchema.def.options.map((option) => option.shape.engine.value) as readonly Engine[];

/** Mail server of a store; undefined where mail is off. */
export function smtpOf(spec: StoreSpec): Smtp | undefined {
  return spec.engine === "woocommerce" ? spec.smtp : undefined;
}
