import type { Logger } from "pino";
import { buildApp } from "../api/app.ts";
import { createAuthentication } from "../api/auth/authentication.ts";
import { ensureFirstAdmin, type FirstLogin } from "../api/auth/first-admin.ts";
import { oidcFrom } from "../api/auth/oidc.ts";
import { limitsFrom } from "../api/limits.ts";
import { openCluster } from "../cluster/client.ts";
import { openDatabase } from "../db/database.ts";
import { startPostgres } from "../db/embedded/postgres.ts";
import { migrate } from "../db/migrate.ts";
import { openQueue } from "../db/queue.ts";
import type { MachineConfig } from "../engine/stack-files.ts";
import { type OperationEnvironment, storeOperationKinds } from "../operations/operation.ts";
import { ensureWebBuild } from "../web/build.ts";
import { webPlugin } from "../web/serve.ts";
import { startWorker } from "../worker/worker.ts";
import { clusterView } from "./cluster-view.ts";
import { declaredFleet } from "./declared-fleet.ts";
import { storePreview } from "./preview.ts";
import { controlPlaneFiles, type Settings, sessionSecret } from "./settings.ts";

/** Which parts of the control plane this process is. */
export const serverRoles = ["all", "api", "worker"] as const;
export type ServerRole = (typeof serverRoles)[number];

/** Options of {@link startControlPlane}. */
export interface ControlPlaneOptions {
  readonly settings: Settings;
  readonly role: ServerRole;
  /** Variables of the process: DATABASE_URL, limits, OIDC. */
  readonly variables: NodeJS.ProcessEnv;
  readonly logger: Logger;
  /** The dashboard's built pages. @default - built from their sources when they have changed */
  readonly webFolder?: string;
  /** The database of our own ended by itself. */
  readonly onDatabaseExit: () => void;
}

/** A control plane that runs. */
export interface ControlPlane {
  /** Where it answers; absent for a worker alone. */
  readonly url: string | undefined;
  /** Log-in of the first administrator, when this start made it. A secret. */
  readonly firstLogin: FirstLogin | undefined;
  stop(): Promise<void>;
}

/** Starts the database where it is ours, then the API and the worker as the role says. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { settings, role, variables, logger } = options;
  const { address, environment: name, stateDir } = settings;
  const limits = limitsFrom(variables);
  // Undone in reverse when it stops, or when the start fails half way.
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => logger.error({ err: error }, "not ended cleanly"));
  };
  try {
    const url = variables.DATABASE_URL ?? (await ownDatabase(options, undo));
    const database = openDatabase({
      url,
      connections: 16,
      onIdleError: (error) => logger.warn({ err: error }, "database connection lost"),
    });
    undo.push(() => database.close());
    await migrate(database.db);
    const environment: OperationEnvironment = {
      name,
      address,
      stateDir,
      tools: settings.tools,
      machine: defined(settings.machine),
      ...(settings.ingress === undefined ? {} : { ingress: settings.ingress }),
    };
    const baseUrl = variables.STOREFLEET_URL ?? `http://localhost:${settings.listen.port}`;
    const authentication = await createAuthentication({
      database,
      baseUrl,
      secret: await sessionSecret(controlPlaneFiles(stateDir).secret, variables),
      oidc: oidcFrom(variables),
      onWarning: (message) => logger.warn({ part: "authentication" }, message),
    });
    const firstLogin = await ensureFirstAdmin(database, authentication);
    if (role !== "api") {
      const worker = await startWorker({
        database,
        environment,
        logger,
        provisions: limits.concurrency,
        timeoutSeconds: limits.provisioningTimeoutSeconds,
      });
      undo.push(() => worker.stop());
    }
    if (role !== "worker") {
      const queue = await openQueue(database, { onError: (error) => logger.warn({ err: error }, "queue") });
      undo.push(() => queue.stop({ graceful: false, close: false }));
      const cluster = openCluster(settings.machine.kubeconfig);
      const app = await buildApp(
        {
          database,
          queue,
          authentication,
          environment: { name, address },
          limits,
          ...(variables.STOREFLEET_TRUSTED_PROXIES ? { trustedProxies: variables.STOREFLEET_TRUSTED_PROXIES.split(",") } : {}),
          cluster: clusterView(cluster),
          declared: await declaredFleet({
            settings,
            cluster,
            onRefused: (error) => logger.error({ err: error }, "the declared fleet cannot be read; the one of before stays"),
          }),
          unavailable: async (engine) => settings.unavailable[engine],
          preview: storePreview(environment),
          operations: storeOperationKinds,
          versions: { storefleet: settings.version, node: process.versions.node },
        },
        { logger },
      );
      undo.push(() => app.close());
      const folder = options.webFolder ?? (await ensureWebBuild({ onBuild: () => logger.info("building the dashboard") })).folder;
      await app.register(webPlugin, { folder });
      await app.listen({ host: settings.listen.host, port: settings.listen.port });
    }
    return { url: role === "worker" ? undefined : baseUrl, firstLogin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ownDatabase({ settings, onDatabaseExit }: ControlPlaneOptions, undo: (() => Promise<unknown>)[]): Promise<string> {
  const postgres = await startPostgres({ folder: settings.databaseFolder, onExit: onDatabaseExit });
  undo.push(() => postgres.stop());
  return postgres.url;
}

/** The same without fields that are absent. */
function defined(machine: Settings["machine"]): MachineConfig {
  return Object.fromEntries(Object.entries(machine).filter(([, value]) => value !== undefined)) as unknown as MachineConfig;
}
