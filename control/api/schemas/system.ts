import { z } from "zod";
import { planNames } from "../../../stores/plans.ts";
import { auditActions } from "../../db/audit.ts";
import { roles } from "../auth/roles.ts";
import { engineSchema, jsonObjectSchema, pageOf, pageQuery, stepSchema, timeSchema } from "./common.ts";
import { operationSchema } from "./operation.ts";

const amounts = z.strictObject({
  total: z.number().nullable().describe("Null: no limit is known."),
  used: z.number(),
  free: z.number().nullable(),
});

/** Reply of `GET /api/system`. */
export const systemSchema = z
  .strictObject({
    environment: z.string(),
    cluster: z.strictObject({
      reachable: z.boolean(),
      detail: z.string().nullable(),
      version: z.string().nullable(),
      nodes: z.array(z.strictObject({ name: z.string(), ready: z.boolean(), version: z.string() })),
    }),
    capacity: z
      .strictObject({ cpuMillis: amounts, memoryMiB: amounts, pods: amounts, volumes: amounts })
      .nullable()
      .describe("Requests of all pods against what the nodes offer; null when the cluster does not answer."),
    queue: z.strictObject({
      queued: z.int(),
      running: z.int(),
      oldestSeconds: z.number(),
      concurrency: z.int(),
      waiting: z.array(
        z.strictObject({
          operationId: z.uuid(),
          store: z.string(),
          kind: operationSchema.shape.kind,
          position: z.int(),
          queuedAt: timeSchema,
          etaSeconds: z.number().nullable(),
        }),
      ),
    }),
    stores: z.record(z.string(), z.int()).describe("How many stores have which status."),
    failures: z.array(
      z.strictObject({
        code: z.string(),
        step: stepSchema.nullable(),
        count: z.int(),
        lastAt: timeSchema,
        lastStore: z.string(),
        lastMessage: z.string(),
      }),
    ),
    durations: z.array(
      z.strictObject({
        engine: engineSchema,
        samples: z.int(),
        p50: z.number(),
        p95: z.number(),
        recent: z.array(z.strictObject({ at: timeSchema, store: z.string(), seconds: z.number() })),
      }),
    ),
    limits: z.strictObject({
      storesPerUser: z.int(),
      storesTotal: z.int(),
      storesPerAddress: z.int(),
      createsPerMinute: z.int(),
      concurrency: z.int(),
      provisioningTimeoutSeconds: z.int(),
    }),
    versions: z.record(z.string(), z.string()),
  })
  .meta({ id: "System" });
export type SystemView = z.output<typeof systemSchema>;

/** Reply of `GET /api/me`. */
export const meSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    quota: z.strictObject({ used: z.int(), max: z.int() }),
  })
  .meta({ id: "Me" });

/** Reply of `GET /api/plans`. What a store costs, not what it is sold for: that price belongs to whoever sells. */
export const plansSchema = z
  .strictObject({
    priceBasis: z
      .strictObject({ machine: z.string(), region: z.string(), date: z.string() })
      .describe("The production machine whose monthly price is shared out."),
    items: z.array(
      z.strictObject({
        name: z.enum(planNames),
        summary: z.string(),
        maxReplicas: z.int(),
        databaseGiB: z.int(),
        uploadsGiB: z.int(),
        maxGiB: z.int(),
        demand: z
          .record(
            z.string(),
            z.strictObject({ cpuMillis: z.int(), memoryMiB: z.int(), pods: z.int(), storageGiB: z.int(), volumes: z.int() }),
          )
          .describe("What a store of this plan asks of the cluster, by engine."),
        monthlyUsd: z
          .record(z.string(), z.int())
          .describe("Its share of the machine's price by guaranteed CPU or memory, by engine; without disks and traffic."),
      }),
    ),
  })
  .meta({ id: "Plans" });

const auditOutcomes = ["accepted", "refused", "failed"] as const;

export const auditEntrySchema = z
  .strictObject({
    id: z.int(),
    at: timeSchema,
    actorId: z.string().nullable(),
    actorEmail: z.string().nullable(),
    actorIp: z.string().nullable(),
    action: z.string(),
    target: z.string().nullable(),
    outcome: z.enum(auditOutcomes),
    data: jsonObjectSchema.nullable(),
  })
  .meta({ id: "AuditEntry" });
export const auditPage = pageOf(auditEntrySchema).meta({ id: "AuditPage" });
export const auditQuery = z.strictObject({
  ...pageQuery,
  actor: z.string().max(100).optional(),
  target: z.string().max(100).optional().describe("Part of a store's name, of an account's id or e-mail address, or of a key's id."),
  action: z.enum(auditActions).optional(),
  outcome: z.enum(auditOutcomes).optional(),
});

export const healthSchema = z
  .strictObject({ status: z.enum(["ok", "unavailable"]), checks: z.record(z.string(), z.string()) })
  .meta({ id: "Health" });

/** Reply and body about one user's quota. */
export const quotaBody = z.strictObject({ maxStores: z.int().min(0).max(10_000) });
export const userParams = z.strictObject({ id: z.string().min(1).max(100) });
