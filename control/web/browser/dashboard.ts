import { pino } from "pino";
import { buildApp } from "../../api/app.ts";
import type { Role } from "../../api/auth/roles.ts";
import type { Api } from "../../api/context.ts";
import type { ApiDependencies } from "../../api/dependencies.ts";
import { startApiPostgres, testDependencies, testUser } from "../../api/testing/api-under-test.ts";
import type { OpenDatabase } from "../../db/database.ts";
import { findStore } from "../../db/stores.ts";
import { type SimulationOptions, simulateOperations } from "../../operations/testing/simulated.ts";
import { WorkerBench } from "../../worker/testing/bench.ts";
import { ensureWebBuild } from "../build.ts";
import { webPlugin } from "../serve.ts";
import { freePort } from "./free-port.ts";
import { simulatePreview } from "./simulated-preview.ts";
import { simulateUsage } from "./simulated-usage.ts";

/** Somebody who can sign in. */
export interface Login {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** The whole control plane over a real Postgres; only what happens in the cluster is simulated. */
export interface Dashboard {
  readonly url: string;
  readonly database: OpenDatabase;
  login(role: Role): Promise<Login>;
  /** Ends the API's process, as far as a browser can tell. */
  stopApi(): Promise<void>;
  startApi(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a control plane with its dashboard on a free port. @param changes What differs from an installation where everything works. */
export async function startDashboard(simulation: SimulationOptions, changes: Partial<ApiDependencies> = {}): Promise<Dashboard> {
  const { folder } = await ensureWebBuild();
  const postgres = await startApiPostgres();
  const database = await postgres.open();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dependencies = await testDependencies(database, {
    baseUrl: url,
    trustedProxies: ["127.0.0.1"],
    preview: simulatePreview(
      typeof simulation.stepMilliseconds === "number" ? simulation.stepMilliseconds : 0,
      async (name) => (await findStore(database.db, name)) === undefined,
    ),
    ...changes,
  });
  const { authentication, queue } = dependencies;
  const worker = new WorkerBench(database);
  await worker.worker({
    run: simulateOperations(simulation),
    logger: pino({ level: "silent" }),
    usageSeconds: 5,
    usage: simulateUsage(database),
  });
  let app: Api | undefined;
  let logins = 0;
  const startApi = async () => {
    app = await buildApp(dependencies);
    await app.register(webPlugin, { folder });
    await app.listen({ port, host: "127.0.0.1" });
  };
  const stopApi = async () => {
    await app?.close();
    app = undefined;
  };
  await startApi();
  return {
    url,
    database,
    startApi,
    stopApi,
    login: (role) => testUser(authentication, ++logins, role),
    close: async () => {
      await stopApi();
      await worker.stop();
      await queue.stop({ graceful: false });
      await database.close();
      await postgres.stop();
    },
  };
}
