import { pino } from "pino";
import { openDatabase } from "../../db/database.ts";
import type { StoreStep } from "../../operations/operation.ts";
import { simulateOperations } from "../../operations/testing/simulated.ts";
import { stopOnSignal } from "../../server/stop-on-signal.ts";
import { startWorker } from "../worker.ts";
import { nowhere } from "./bench.ts";

/** What a worker in a process of its own simulates. */
export interface SimulatedWorker {
  readonly url: string;
  readonly leaseSeconds: number;
  readonly provisions: number;
  /** How long each step takes. @default 0 */
  readonly stepMilliseconds?: number;
  /** Step of a store that never ends, by the store's name. @default - every step ends */
  readonly hangs?: Readonly<Record<string, StoreStep>>;
}

/** A worker that tests end with signals, over a simulated engine. Argument: a {@link SimulatedWorker} as JSON. */
const { url, hangs = {}, stepMilliseconds = 0, ...rules } = JSON.parse(process.argv[2] ?? "{}") as SimulatedWorker;
const database = openDatabase({ url });
const logger = pino({ level: "info" });
const worker = await startWorker({
  database,
  environment: nowhere,
  logger,
  run: simulateOperations({ stepMilliseconds: ({ spec }, step) => (hangs[spec.name] === step ? 3_600_000 : stepMilliseconds) }),
  reconcileSeconds: 0,
  proofSeconds: 0,
  usageSeconds: 0,
  ...rules,
});
stopOnSignal(logger, async () => {
  await worker.stop();
  await database.close();
});
