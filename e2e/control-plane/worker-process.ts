import { pino } from "pino";
import { openDatabase } from "../../control/db/database.ts";
import { stopOnSignal } from "../../control/server/stop-on-signal.ts";
import { startWorker } from "../../control/worker/worker.ts";
import { controlEnvironment } from "./environment.ts";

/** A worker in a process of its own, which tests kill. Arguments: database URL, state folder, options of the worker as JSON. */
const [url = "", stateDir = "", options = "{}"] = process.argv.slice(2);
const database = openDatabase({ url });
const logger = pino({ level: "info" });
const worker = await startWorker({
  database,
  environment: await controlEnvironment(stateDir),
  logger,
  reconcileSeconds: 0,
  proofSeconds: 0,
  usageSeconds: 0,
  ...(JSON.parse(options) as object),
});
stopOnSignal(logger, async () => {
  await worker.stop();
  await database.close();
});
