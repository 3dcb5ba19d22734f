import { pino } from "pino";
import { buildApp } from "../../../control/api/app.ts";
import { limitsFrom } from "../../../control/api/limits.ts";
import { redaction } from "../../../control/api/redaction.ts";
import { roomyCluster, testDependencies } from "../../../control/api/testing/api-under-test.ts";
import { openDatabase } from "../../../control/db/database.ts";
import type { OperationEnvironment } from "../../../control/operations/operation.ts";
import { simulateOperations } from "../../../control/operations/testing/simulated.ts";
import { startWorker } from "../../../control/worker/worker.ts";

/** API and worker in one process, as `control/server/` puts them together, over an engine that takes no time and a cluster without end. */
const { DATABASE_URL = "", STOREFLEET_AUTH_SECRET = "", STOREFLEET_LOG = "/dev/stderr" } = process.env;
// Every request is written down, as in a real process.
const logger = pino({ level: "info", redact: redaction }, pino.destination({ dest: STOREFLEET_LOG, sync: true }));
const limits = limitsFrom(process.env);
const database = openDatabase({ url: DATABASE_URL, connections: 16 });
const environment = { name: "local", address: { baseDomain: "localhost", scheme: "http" }, machine: { kubeconfig: "" } } as const;
const endless = {
  cpuMillis: { total: 1e9, used: 0 },
  memoryMiB: { total: 1e9, used: 0 },
  pods: { total: 1e6, used: 0 },
  volumes: { total: null, used: 0 },
};
await startWorker({
  database,
  environment: environment as unknown as OperationEnvironment,
  logger,
  run: simulateOperations(),
  provisions: limits.concurrency,
  reconcileSeconds: 0,
  proofSeconds: 0,
  usageSeconds: 0,
});
const dependencies = await testDependencies(database, {
  baseUrl: "http://localhost",
  secret: STOREFLEET_AUTH_SECRET,
  limits,
  cluster: { snapshot: async () => ({ ...roomyCluster, capacity: endless }), adminPassword: async () => "" },
  declared: async () => [],
});
const app = await buildApp(dependencies, { logger });
const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${url}\n`);
// It ends with whoever measures, however that ended.
process.stdin.resume().once("end", () => process.exit());
