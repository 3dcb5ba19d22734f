import type { Kysely } from "kysely";
import { stepEvents } from "../../db/events.ts";
import { measuredDurations, queuePositions, queueState } from "../../db/operations.ts";
import type { Database, EventRow, OperationRow } from "../../db/schema.ts";
import { stepsOf } from "../../operations/operation.ts";
import { estimateSeconds, percentile } from "../estimate.ts";
import type { OperationView } from "../schemas/operation.ts";

type StepView = OperationView["steps"][number];
const stepStates = new Set<string>(["pending", "running", "succeeded", "failed", "skipped"]);

/** Operations as clients see them, with their steps, places in the queue and estimates. */
export async function operationViews(db: Kysely<Database>, rows: readonly OperationRow[], concurrency: number): Promise<OperationView[]> {
  if (rows.length === 0) return [];
  const waits = rows.some(({ state }) => state === "queued" || state === "running");
  const [events, positions, queue] = await Promise.all([
    stepEvents(
      db,
      rows.map(({ id }) => id),
    ),
    queuePositions(
      db,
      rows.flatMap(({ id, state }) => (state === "queued" ? [id] : [])),
    ),
    waits ? queueState(db) : undefined,
  ]);
  const medians = new Map<string, number | undefined>();
  for (const { kind, state } of rows) {
    if ((state !== "queued" && state !== "running") || medians.has(kind)) continue;
    const measured = await measuredDurations(db, kind);
    medians.set(
      kind,
      percentile(
        measured.map(({ seconds }) => seconds),
        0.5,
      ),
    );
  }
  const byOperation = Map.groupBy(events, ({ operation_id }) => operation_id ?? "");
  return rows.map((row) => {
    const position = positions.get(row.id) ?? null;
    const medianSeconds = medians.get(row.kind);
    return {
      id: row.id,
      store: row.store_name,
      kind: row.kind,
      state: row.state,
      step: row.step,
      steps: stepViews(row, byOperation.get(row.id) ?? []),
      revision: row.input.revision,
      restores: row.input.restores ?? null,
      actorId: row.actor_id,
      attempt: row.attempt,
      cancelRequested: row.cancel_requested,
      queuePosition: position,
      etaSeconds:
        position !== null
          ? estimateSeconds(position, { running: queue?.running ?? 0, concurrency, medianSeconds })
          : remaining(row, medianSeconds),
      queuedAt: row.queued_at.toISOString(),
      startedAt: row.started_at?.toISOString() ?? null,
      finishedAt: row.finished_at?.toISOString() ?? null,
      seconds: secondsOf(row),
      error:
        row.error === null
          ? null
          : {
              code: row.error.code,
              message: row.error.message,
              step: row.error.step ?? null,
              log: [...(row.error.log ?? [])],
            },
    };
  });
}

/** One operation as clients see it. */
export async function operationView(db: Kysely<Database>, row: OperationRow, concurrency: number): Promise<OperationView> {
  const [view] = await operationViews(db, [row], concurrency);
  if (view === undefined) throw new Error(`operation ${row.id} has no view`);
  return view;
}

function stepViews({ kind }: OperationRow, events: readonly EventRow[]): StepView[] {
  return stepsOf(kind).map((step) => {
    const own = events.filter((event) => event.step === step);
    const last = own.at(-1);
    const { state, seconds } = (last?.data ?? {}) as { state?: unknown; seconds?: unknown };
    return {
      step,
      state: typeof state === "string" && stepStates.has(state) ? (state as StepView["state"]) : "pending",
      seconds: typeof seconds === "number" && state !== "running" ? seconds : null,
      startedAt: own.findLast(({ data }) => data?.state === "running")?.at.toISOString() ?? null,
    };
  });
}

function secondsOf({ started_at, finished_at }: OperationRow): number | null {
  if (started_at === null) return null;
  return Math.max(0, ((finished_at ?? new Date()).getTime() - started_at.getTime()) / 1000);
}

function remaining(row: OperationRow, median: number | undefined): number | null {
  const seconds = secondsOf(row);
  if (row.state !== "running" || median === undefined || seconds === null) return null;
  return Math.round(Math.max(0, median - seconds) * 10) / 10;
}
