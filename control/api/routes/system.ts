import { type Kysely, sql } from "kysely";
import { engines } from "../../../stores/schema.ts";
import { queueState } from "../../db/operations.ts";
import type { Database } from "../../db/schema.ts";
import type { StoreStep } from "../../operations/operation.ts";
import type { Api, ApiContext } from "../context.ts";
import type { ClusterSnapshot } from "../dependencies.ts";
import { percentile } from "../estimate.ts";
import { type SystemView, systemSchema } from "../schemas/system.ts";
import { operationViews } from "../views/operation-view.ts";
import { refusals } from "./problem-responses.ts";

/** `GET /api/system`: what an operator wants to see first. */
export function registerSystem(app: Api, context: ApiContext): void {
  const { db } = context.database;
  const { limits, environment, versions } = context;
  app.get(
    "/api/system",
    {
      config: { adminOnly: true },
      schema: {
        tags: ["system"],
        summary: "Cluster, queue, capacity, durations, failures, versions",
        response: { 200: systemSchema, ...refusals },
      },
    },
    async (): Promise<SystemView> => {
      const [{ cluster, capacity }, queue, waiting, stores, failures, durations] = await Promise.all([
        clusterState(context),
        queueState(db),
        waitingOperations(db, limits.concurrency),
        storeCounts(db),
        recentFailures(db),
        provisioningDurations(db),
      ]);
      return {
        environment: environment.name,
        cluster,
        capacity,
        queue: { ...queue, concurrency: limits.concurrency, waiting },
        stores,
        failures,
        durations,
        limits,
        versions: { ...versions },
      };
    },
  );
}

async function clusterState({ cluster }: ApiContext): Promise<Pick<SystemView, "cluster" | "capacity">> {
  let snapshot: ClusterSnapshot;
  try {
    snapshot = await cluster.snapshot();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { cluster: { reachable: false, detail, version: null, nodes: [] }, capacity: null };
  }
  const amounts = ({ total, used }: { total: number | null; used: number }) => ({
    total,
    used,
    free: total === null ? null : Math.max(0, total - used),
  });
  const { cpuMillis, memoryMiB, pods, volumes } = snapshot.capacity;
  return {
    cluster: { reachable: true, detail: null, version: snapshot.version, nodes: snapshot.nodes.map((node) => ({ ...node })) },
    capacity: { cpuMillis: amounts(cpuMillis), memoryMiB: amounts(memoryMiB), pods: amounts(pods), volumes: amounts(volumes) },
  };
}

async function waitingOperations(db: Kysely<Database>, concurrency: number): Promise<SystemView["queue"]["waiting"]> {
  const rows = await db.selectFrom("operations").selectAll().where("state", "=", "queued").orderBy("queued_at").limit(100).execute();
  const views = await operationViews(db, rows, concurrency);
  return views.map(({ id, store, kind, queuePosition, queuedAt, etaSeconds }) => ({
    operationId: id,
    store,
    kind,
    position: queuePosition ?? 0,
    queuedAt,
    etaSeconds,
  }));
}

async function storeCounts(db: Kysely<Database>): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom("stores")
    .select(({ fn }) => ["status", fn.countAll<number>().as("stores")])
    .where("deleted_at", "is", null)
    .groupBy("status")
    .execute();
  return Object.fromEntries(rows.map(({ status, stores }) => [status, stores]));
}

/** Failures of the last week, grouped by cause, the most frequent first. */
async function recentFailures(db: Kysely<Database>): Promise<SystemView["failures"]> {
  const { rows } = await sql<{ code: string; step: StoreStep | null; count: number; last: Date; store: string; message: string }>`
    select error->>'code' as code, error->>'step' as step, count(*) as count, max(finished_at) as last,
      (array_agg(store_name order by finished_at desc))[1] as store,
      (array_agg(error->>'message' order by finished_at desc))[1] as message
    from operations where state = 'failed' and error is not null and finished_at > now() - interval '7 days'
    group by 1, 2 order by count(*) desc, max(finished_at) desc limit 20`.execute(db);
  return rows.map(({ code, step, count, last, store, message }) => ({
    code,
    step,
    count,
    lastAt: last.toISOString(),
    lastStore: store,
    lastMessage: message,
  }));
}

async function provisioningDurations(db: Kysely<Database>): Promise<SystemView["durations"]> {
  const { rows } = await sql<{ engine: string; store: string; at: Date; seconds: number }>`
    select stores.engine, operations.store_name as store, operations.finished_at as at,
      extract(epoch from operations.finished_at - operations.started_at)::float8 as seconds
    from operations join stores on stores.name = operations.store_name
    where operations.kind = 'create' and operations.state = 'succeeded' and operations.started_at is not null
    order by operations.finished_at desc limit 200`.execute(db);
  return engines.flatMap((engine) => {
    const own = rows.filter((row) => row.engine === engine);
    const seconds = own.map((row) => row.seconds);
    const [p50, p95] = [percentile(seconds, 0.5), percentile(seconds, 0.95)];
    if (p50 === undefined || p95 === undefined) return [];
    const recent = own.slice(0, 50).map(({ at, store, seconds: taken }) => ({ at: at.toISOString(), store, seconds: taken }));
    return [{ engine, samples: own.length, p50, p95, recent }];
  });
}
