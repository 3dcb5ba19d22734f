import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { percentile } from "../../../control/api/estimate.ts";
import type { Figure } from "../table.ts";
import { PlaneUnderLoad } from "./plane-under-load.ts";

const burst = 1000;
const alone = 40;

/** Limits of an administrator who lets a thousand stores be asked for at once. */
const raised = {
  STOREFLEET_STORES_PER_USER: "1000000",
  STOREFLEET_STORES_TOTAL: "1000000",
  STOREFLEET_STORES_PER_ADDRESS: "1000000",
  STOREFLEET_CREATES_PER_MINUTE: "1000000",
  STOREFLEET_CONCURRENCY: "8",
};

/** A burst of creations, none of which may be lost or run twice; then single ones, for what the worker adds to the engine's time. */
export async function benchCreates(): Promise<Figure[]> {
  const plane = await PlaneUnderLoad.start({ members: 10, variables: raised });
  try {
    const { members } = plane.askers;
    const creation = (name: string, index: number) => ({
      path: "/api/stores",
      method: "POST" as const,
      headers: { ...members[index % members.length]?.headers, "content-type": "application/json" },
      body: JSON.stringify({ name, engine: "medusa", adminEmail: "admin@bench.example" }),
    });
    const single = await overheads(plane, (index) => creation(`single-${index}`, index));
    const started = performance.now();
    const requests = Array.from({ length: burst }, (_, index) => creation(`burst-${index}`, index));
    const replies = await plane.send({ requests, rate: 0 });
    const acceptedSeconds = (performance.now() - started) / 1000;
    const accepted = replies.flatMap(({ status, body }) =>
      status === 202 ? [(JSON.parse(body) as { operation: { id: string } }).operation.id] : [],
    );
    const done = await ended(plane, accepted.length);
    const doneSeconds = (performance.now() - started) / 1000;
    const group = `control plane, ${burst} creations at once, simulated engine`;
    const slowest = Math.max(...replies.map(({ milliseconds }) => milliseconds)) / 1000;
    return [
      { group, name: "accepted", value: accepted.length, unit: "operations", atLeast: burst },
      { group, name: "accepted and lost, or not succeeded", value: accepted.length - done.succeeded, unit: "operations", goal: 0 },
      { group, name: "run twice", value: done.twice, unit: "operations", goal: 0 },
      { group, name: "all accepted within", value: acceptedSeconds, unit: "s" },
      { group, name: "slowest answer", value: slowest, unit: "s" },
      { group, name: "all stores Ready within", value: doneSeconds, unit: "s" },
      ...single,
    ];
  } finally {
    await plane.stop();
  }
}

/** From the request's acceptance to the recorded end of operations that come one by one, with an engine that takes no time. */
async function overheads(
  plane: PlaneUnderLoad,
  creation: (index: number) => Parameters<PlaneUnderLoad["send"]>[0]["requests"][number],
): Promise<Figure[]> {
  // Apart by a time that shares no rhythm with a poll's.
  await plane.send({ requests: Array.from({ length: alone }, (_, index) => creation(index)), rate: 1 / 0.73 });
  await ended(plane, alone);
  const { rows } = await sql<{ milliseconds: number }>`
    select extract(epoch from finished_at - queued_at)::float8 * 1000 as milliseconds from operations`.execute(plane.database.db);
  const all = rows.map(({ milliseconds }) => milliseconds);
  const at = (share: number) => percentile(all, share) ?? Number.NaN;
  const group = "control plane, one creation at a time, an engine that takes no time";
  return [
    { group, name: "queue and worker, median", value: at(0.5), unit: "ms", goal: 300 },
    { group, name: "queue and worker, slowest", value: at(1), unit: "ms" },
  ];
}

/** Waits until every operation has ended. */
async function ended({ database: { db } }: PlaneUnderLoad, accepted: number): Promise<{ succeeded: number; twice: number }> {
  for (const deadline = Date.now() + 300_000; Date.now() < deadline; await pause(250)) {
    const { rows } = await sql<{ open: number }>`
      select count(*) as open from operations where state in ('queued', 'running')`.execute(db);
    if (rows[0]?.open !== 0) continue;
    const counted = await sql<{ succeeded: number; twice: number }>`
      with begun as (
        select operation_id, count(*) filter (where type = 'operation.started') as starts,
          count(*) filter (where type = 'operation.succeeded') as ends
        from events where operation_id is not null group by operation_id)
      select count(*) filter (where state = 'succeeded') as succeeded,
        count(*) filter (where attempt > 1 or starts > 1 or ends > 1) as twice
      from operations join begun on begun.operation_id = operations.id where store_name like 'burst-%'`.execute(db);
    return counted.rows[0] ?? { succeeded: 0, twice: 0 };
  }
  throw new Error(`not all of ${accepted} operations ended`);
}
