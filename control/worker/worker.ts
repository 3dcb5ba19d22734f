import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { openCluster } from "../cluster/client.ts";
import { readUsage, type StoreUsage } from "../cluster/usage.ts";
import type { OpenDatabase } from "../db/database.ts";
import { Listener } from "../db/listener.ts";
import { operationChannel } from "../db/operations.ts";
import { openQueue, operationQueue } from "../db/queue.ts";
import type { OperationEnvironment, RunStoreOperation } from "../operations/operation.ts";
import { runStoreOperation } from "../operations/run-store-operation.ts";
import { Dispatcher } from "./dispatcher.ts";
import { every } from "./every.ts";
import { housekeepingSeconds, keepHouse } from "./housekeeping.ts";
import { proveDueStores } from "./order-proofs.ts";
import { reconcileStores } from "./reconcile.ts";
import { sampleUsage } from "./usage-samples.ts";

/** Options of {@link startWorker}. */
export interface WorkerOptions {
  /** Migrated already. */
  readonly database: OpenDatabase;
  readonly environment: OperationEnvironment;
  readonly logger: Logger;
  /** What does the operations. @default - the real ones */
  readonly run?: RunStoreOperation;
  /** Provisions at once, over all workers. @default 2 */
  readonly provisions?: number;
  /** How long a claim holds without a heartbeat, in seconds: after a crash its operation rests for so long. @default 15 */
  readonly leaseSeconds?: number;
  /** Longest time of one operation, in seconds, before it is stopped and rolled back. @default 300 */
  readonly timeoutSeconds?: number;
  /** Tries of an operation whose surroundings fail. @default 5 */
  readonly attempts?: number;
  /** Time between two comparisons of a store with the cluster, in seconds; 0 switches them off. @default 300 */
  readonly reconcileSeconds?: number;
  /** Time between two order proofs of a store, in seconds; 0 switches them off. @default 300 */
  readonly proofSeconds?: number;
  /** Time between two samples of what all stores use, over all workers, in seconds; 0 switches them off. @default 60 */
  readonly usageSeconds?: number;
  /** How long these samples are kept, in hours. @default 24 */
  readonly usageHours?: number;
  /** What every store uses now. @default - what the cluster says */
  readonly usage?: () => Promise<readonly StoreUsage[]>;
}

/** A running worker. */
export interface Worker {
  /** Unique among all workers. */
  readonly name: string;
  /** Takes no more work, stops what runs in an orderly way and puts it back in line for the next worker. */
  stop(): Promise<void>;
}

/** Light operations run beside the provisions: proofs, suspensions, resumptions. */
const lightSlots = 2;

/**
 * Starts a worker: it takes operations from the queue and runs them, compares stores with the cluster, proves that they sell and
 * measures what they use. Any number of workers may run on the same database.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { database, environment, run = runStoreOperation, provisions = 2, leaseSeconds = 15, timeoutSeconds = 300 } = options;
  const { attempts = 5, reconcileSeconds = 300, proofSeconds = 300, usageSeconds = 60, usageHours = 24 } = options;
  const { usage = () => readUsage(openCluster(environment.machine.kubeconfig)) } = options;
  const { db } = database;
  const name = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const logger = options.logger.child({ worker: name });
  const shutdown = new AbortController();
  const dispatcher = new Dispatcher({
    db,
    environment,
    run,
    logger,
    owner: name,
    provisions,
    slots: provisions + lightSlots,
    leaseSeconds,
    timeoutSeconds,
    attempts,
    shutdown: shutdown.signal,
  });
  const queue = await openQueue(database, { supervise: true, onError: (error) => logger.warn({ err: error }, "queue") });
  // A job says that there is work. What may run, and that it runs once, is decided by the operations' own rows, because the queue
  // knows neither the limit over all workers nor that a deletion cancels what is under way.
  await queue.work(operationQueue, { pollingIntervalSeconds: 0.5, batchSize: 20 }, async () => dispatcher.wake());
  const listener = new Listener({
    url: database.url,
    channel: operationChannel,
    onWake: () => dispatcher.wake(),
    onError: (error) => logger.warn({ err: error }, "new operations are looked for every second until the database is back"),
  });
  await listener.start();
  dispatcher.start();
  const compared = new Map<string, number>();
  const loops = [
    every(reconcileSeconds, shutdown.signal, logger, () =>
      reconcileStores({ db, environment, logger, signal: shutdown.signal, seconds: reconcileSeconds }, compared),
    ),
    every(proofSeconds, shutdown.signal, logger, () =>
      proveDueStores({ db, environment, logger, signal: shutdown.signal, seconds: proofSeconds }),
    ),
    every(housekeepingSeconds, shutdown.signal, logger, () => keepHouse(db)),
    every(usageSeconds, shutdown.signal, logger, () => sampleUsage({ db, logger, read: usage, seconds: usageSeconds, hours: usageHours })),
  ];
  logger.info("worker started");
  return {
    name,
    async stop() {
      shutdown.abort();
      await listener.stop();
      await queue.stop({ graceful: false, close: false });
      await Promise.all([dispatcher.stop(), ...loops]);
      logger.info("worker stopped");
    },
  };
}
