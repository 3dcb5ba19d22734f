import { setTimeout as pause } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { storeUrl } from "../../constructs/names.ts";
import { storeSpecSchema } from "../../stores/schema.ts";
import { type ClusterClient, openCluster } from "../cluster/client.ts";
import { recordEvent } from "../db/events.ts";
import { recordProof } from "../db/proofs.ts";
import type { Database, StoreRow } from "../db/schema.ts";
import { updateStore } from "../db/stores.ts";
import type { OperationEnvironment } from "../operations/operation.ts";
import { proveStore } from "../verify/prove-store.ts";
import { isBusy, withStoreTurn } from "./store-turn.ts";

/** What the loops over stores share. */
export interface StoreLoop {
  readonly db: Kysely<Database>;
  readonly environment: OperationEnvironment;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Interval of one store. */
  readonly seconds: number;
}

type Due = Pick<StoreRow, "name" | "spec" | "status" | "failed_step">;

/** A second try decides: one refused request is no outage. */
const retryMilliseconds = 3000;

/** Places a test order in every store whose last try is older than the interval: the shops' availability as a shopper has it. */
export async function proveDueStores(loop: StoreLoop): Promise<void> {
  const { db, environment, seconds, signal } = loop;
  const { rows } = await sql<Due>`
    select name, spec, status, failed_step from stores
    where deleted_at is null and (status = 'Ready' or (status = 'Failed' and failed_step = 'order-proof'))
      and not exists (select from proofs where store_name = name and at > now() - make_interval(secs => ${seconds}))
    order by name`.execute(db);
  const cluster = openCluster(environment.machine.kubeconfig);
  for (const store of rows) {
    if (signal.aborted) return;
    await withStoreTurn(db, "proof", store.name, () => proveOne(loop, cluster, store));
  }
}

async function proveOne({ db, environment, logger, signal }: StoreLoop, cluster: ClusterClient, store: Due): Promise<void> {
  const { name } = store;
  const started = performance.now();
  const spec = storeSpecSchema.parse(store.spec);
  const attempt = () =>
    proveStore(cluster, spec, storeUrl(name, environment.address), { signal, waitSeconds: 10, ingress: environment.ingress });
  try {
    const proof = await attempt().catch(async () => {
      await pause(retryMilliseconds, undefined, { signal });
      return attempt();
    });
    await recordProof(db, { store: name, ok: true, seconds: proof.seconds, orderId: proof.orderId });
    await updateStore(db, name, {
      proof,
      ...(store.status === "Ready" ? {} : { status: "Ready", status_reason: null, failed_step: null }),
    });
    if (store.status !== "Ready")
      await recordEvent(db, { store: name, type: "order-proof.recovered", message: `sells again: ${proof.orderId}` });
  } catch (error) {
    // An operation that began meanwhile takes the shop down on purpose.
    if (signal.aborted || (await isBusy(db, name))) return;
    const message = error instanceof Error ? error.message : String(error);
    logger.warn({ store: name, err: error }, "order proof failed");
    await recordProof(db, { store: name, ok: false, seconds: (performance.now() - started) / 1000, error: message });
    await updateStore(db, name, { status: "Failed", status_reason: `does not sell: ${message}`, failed_step: "order-proof" });
    await recordEvent(db, { store: name, type: "order-proof.failed", level: "error", message, step: "order-proof" });
  }
}
