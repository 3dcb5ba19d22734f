import { type Kysely, sql } from "kysely";
import { openCluster } from "../cluster/client.ts";
import { recordEvent } from "../db/events.ts";
import { insertOperation } from "../db/operations.ts";
import type { Database, StoreRow } from "../db/schema.ts";
import { healsItself } from "../operations/drift/classify.ts";
import { appliedStore, type Drift, detectDrift } from "../operations/drift/detect.ts";
import { openObjects } from "../operations/drift/live-objects.ts";
import { storeLayout } from "../operations/stack-run.ts";
import type { StoreLoop } from "./order-proofs.ts";
import { withStoreTurn } from "./store-turn.ts";

/** Who asks for operations that heal, in `operations.actor_id`. */
export const reconcileActor = "system:reconcile";

/** Heals of one store within an hour; more means that somebody undoes them, and a person must look. */
const healsPerHour = 3;

type Compared = Pick<StoreRow, "name" | "revision">;

/**
 * Compares every store with the cluster: from the state file and Helm's record, without the engine. Each change by hand is recorded
 * with its class and its author; what is not cosmetic and puts no data at risk is healed by an operation of its own.
 *
 * @param compared When each store was last compared, in milliseconds; kept from turn to turn.
 */
export async function reconcileStores(loop: StoreLoop, compared: Map<string, number>): Promise<void> {
  const { db, seconds, signal } = loop;
  const stores = await db
    .selectFrom("stores")
    .select(["name", "revision"])
    .where("deleted_at", "is", null)
    .where("status", "=", "Ready")
    .execute();
  for (const store of stores) {
    if (signal.aborted) return;
    if (Date.now() - (compared.get(store.name) ?? 0) < seconds * 1000) continue;
    const done = await withStoreTurn(db, "reconcile", store.name, () => reconcileOne(loop, store));
    if (done) compared.set(store.name, Date.now());
  }
}

async function reconcileOne({ db, environment, logger }: StoreLoop, { name, revision }: Compared): Promise<void> {
  const { kubeconfig } = environment.machine;
  const applied = await appliedStore(openCluster(kubeconfig), storeLayout(environment, name), name);
  const drift = await detectDrift(openObjects(kubeconfig), applied, name);
  const fresh = await notYetRecorded(db, name, drift);
  for (const change of fresh) {
    const level = change.class === "data-risk" ? "error" : change.class === "cosmetic" ? "info" : "warning";
    await recordEvent(db, { store: name, type: `drift.${change.class}`, level, message: describe(change), data: { ...change } });
  }
  const healable = drift.filter(({ class: driftClass }) => healsItself(driftClass));
  if (healable.length === 0) return;
  if ((await recentHeals(db, name)) >= healsPerHour) {
    const message = `changed by hand again after ${healsPerHour} repairs within an hour; not repaired any more until somebody looks`;
    if (fresh.length > 0) await recordEvent(db, { store: name, type: "drift.gave-up", level: "error", message });
    return;
  }
  logger.info({ store: name, changes: healable.length }, "healing drift");
  await insertOperation(db, { store: name, kind: "update", input: { revision }, actorId: reconcileActor });
}

function describe({ kind, name, path, wanted, found, by, at }: Drift): string {
  const what =
    path === "" ? (found === undefined ? "is missing" : "should not be there") : `${path}: ${wanted ?? "(none)"} became ${found ?? "set"}`;
  const who = by === undefined ? "" : ` (by ${by}${at === undefined ? "" : ` at ${at}`})`;
  return `${kind} ${name} ${what}${who}`;
}

/** Drift that stays, a label for instance, is recorded once and not at every turn. */
async function notYetRecorded(db: Kysely<Database>, store: string, drift: readonly Drift[]): Promise<Drift[]> {
  if (drift.length === 0) return [];
  const healed = await sql<{ id: number | null }>`
    select max(id) as id from events where store_name = ${store} and type = 'operation.succeeded'`.execute(db);
  const { rows } = await sql<{ message: string }>`
    select message from events where store_name = ${store} and type like 'drift.%' and id > ${healed.rows[0]?.id ?? 0}`.execute(db);
  const known = new Set(rows.map(({ message }) => message));
  return drift.filter((change) => !known.has(describe(change)));
}

async function recentHeals(db: Kysely<Database>, store: string): Promise<number> {
  const { count } = await db
    .selectFrom("operations")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("store_name", "=", store)
    .where("actor_id", "=", reconcileActor)
    .where(sql<boolean>`queued_at > now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  return count;
}
