import { type Kysely, sql } from "kysely";
import { Gauge, type Registry } from "prom-client";
import type { Database } from "../db/schema.ts";
import { storeStatuses } from "./schemas/common.ts";

/** Upper bounds of the buckets of provisioning durations, in seconds. */
const buckets = [1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300];

/**
 * Metrics of stores and operations, read from the database at each scrape: every replica says the same, and nothing is lost by a
 * restart.
 */
export function collectStoreMetrics(registry: Registry, db: Kysely<Database>): void {
  const registers = [registry];
  new Gauge({
    name: "urumi_stores_total",
    help: "Self-service stores by status.",
    labelNames: ["status"],
    registers,
    async collect() {
      for (const status of storeStatuses) this.set({ status }, 0);
      const rows = await db
        .selectFrom("stores")
        .select(({ fn }) => ["status", fn.countAll<number>().as("stores")])
        .where("deleted_at", "is", null)
        .groupBy("status")
        .execute();
      for (const { status, stores } of rows) this.set({ status }, stores);
    },
  });
  new Gauge({
    name: "storefleet_operations_total",
    help: "Operations that ended, by kind and result.",
    labelNames: ["kind", "result"],
    registers,
    async collect() {
      this.reset();
      const rows = await db
        .selectFrom("operations")
        .select(({ fn }) => ["kind", "state", fn.countAll<number>().as("operations")])
        .where("finished_at", "is not", null)
        .groupBy(["kind", "state"])
        .execute();
      for (const { kind, state, operations } of rows) this.set({ kind, result: state }, operations);
    },
  });
  new Gauge({
    name: "storefleet_order_proofs_total",
    help: "Tries to buy something, by store and result.",
    labelNames: ["store", "ok"],
    registers,
    async collect() {
      this.reset();
      const rows = await db
        .selectFrom("proofs")
        .innerJoin("stores", "stores.name", "proofs.store_name")
        .select(({ fn }) => ["store_name", "ok", fn.countAll<number>().as("proofs")])
        .where("stores.deleted_at", "is", null)
        .groupBy(["store_name", "ok"])
        .execute();
      for (const { store_name, ok, proofs } of rows) this.set({ store: store_name, ok: String(ok) }, proofs);
    },
  });
  new Gauge({
    name: "storefleet_order_proof_seconds",
    help: "How long the last proven order of a store took.",
    labelNames: ["store"],
    registers,
    async collect() {
      this.reset();
      const { rows } = await sql<{ store_name: string; seconds: number }>`
        select distinct on (proofs.store_name) proofs.store_name, proofs.seconds from proofs
        join stores on stores.name = proofs.store_name and stores.deleted_at is null
        where proofs.ok order by proofs.store_name, proofs.at desc`.execute(db);
      for (const { store_name, seconds } of rows) this.set({ store: store_name }, seconds);
    },
  });
  collectProvisioningDurations(registers, db);
}

/** `urumi_provisioning_duration_seconds`, by engine and step; the step `all` is the whole creation. */
function collectProvisioningDurations(registers: Registry[], db: Kysely<Database>): void {
  const name = "urumi_provisioning_duration_seconds";
  const labelNames = ["engine", "step", "le"];
  const sample = async (): Promise<{ engine: string; step: string; seconds: number }[]> => {
    const { rows } = await sql<{ engine: string; step: string; seconds: number }>`
      select stores.engine, events.step, (events.data->>'seconds')::float8 as seconds from events
      join operations on operations.id = events.operation_id and operations.kind = 'create'
      join stores on stores.name = events.store_name
      where events.type = 'step' and events.step is not null and events.data->>'state' = 'succeeded'
      union all
      select stores.engine, 'all', extract(epoch from finished_at - started_at)::float8 from operations
      join stores on stores.name = operations.store_name
      where operations.kind = 'create' and operations.state = 'succeeded' and started_at is not null`.execute(db);
    return rows;
  };
  // A histogram whose counts come from the database: prom-client's own only counts what this process saw.
  const bucket = new Gauge({ name: `${name}_bucket`, help: "How long creating a store took.", labelNames, registers: [] });
  const sum = new Gauge({ name: `${name}_sum`, help: "Sum of the durations.", labelNames: ["engine", "step"], registers: [] });
  const count = new Gauge({ name: `${name}_count`, help: "Number of durations.", labelNames: ["engine", "step"], registers });
  for (const gauge of [bucket, sum]) registers[0]?.registerMetric(gauge);
  Object.assign(count, {
    async collect() {
      for (const gauge of [bucket, sum, count]) gauge.reset();
      for (const [key, rows] of Map.groupBy(await sample(), ({ engine, step }) => `${engine}\n${step}`)) {
        const [engine = "", step = ""] = key.split("\n");
        for (const le of buckets) bucket.set({ engine, step, le }, rows.filter(({ seconds }) => seconds <= le).length);
        bucket.set({ engine, step, le: "+Inf" }, rows.length);
        sum.set(
          { engine, step },
          rows.reduce((total, { seconds }) => total + seconds, 0),
        );
        count.set({ engine, step }, rows.length);
      }
    },
  });
}
