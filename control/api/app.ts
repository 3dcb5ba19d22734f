import { randomUUID } from "node:crypto";
import fastify, { type FastifyBaseLogger } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { registerActors } from "./auth/actor.ts";
import { registerAuthentication } from "./auth/routes.ts";
import type { Api, ApiContext } from "./context.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { registerErrors } from "./errors.ts";
import { EventHub } from "./event-hub.ts";
import { registerDocumentation } from "./plugins/documentation.ts";
import { Metrics, registerMetrics } from "./plugins/metrics.ts";
import { registerSecurity } from "./plugins/security.ts";
import { registerAudit } from "./routes/audit.ts";
import { registerEvents } from "./routes/events.ts";
import { registerHealth } from "./routes/health.ts";
import { registerLifecycle } from "./routes/lifecycle.ts";
import { registerLogs } from "./routes/logs.ts";
import { registerMe } from "./routes/me.ts";
import { registerOperations } from "./routes/operations.ts";
import { registerPlanning } from "./routes/planning.ts";
import { registerStoreChanges } from "./routes/store-changes.ts";
import { registerStores } from "./routes/stores.ts";
import { registerSystem } from "./routes/system.ts";
import { registerUsage } from "./routes/usage.ts";
import { registerUsers } from "./routes/users.ts";
import { OpenStreams } from "./server-sent-events.ts";

/** Options of {@link buildApp}. */
export interface AppOptions {
  /** @default - no log */
  readonly logger?: FastifyBaseLogger;
  /** Only describes itself: nothing is connected. @default false */
  readonly offline?: boolean;
}

/** Largest body of a request, in bytes: a store spec has a few hundred. */
const bodyLimit = 64 * 1024;

/** Builds the API. Close it before what it depends on. */
export async function buildApp(dependencies: ApiDependencies, { logger, offline = false }: AppOptions = {}): Promise<Api> {
  const app = fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    bodyLimit,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    trustProxy: dependencies.trustedProxies === undefined ? false : [...dependencies.trustedProxies],
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200, caseSensitive: true },
    // A stream has no end of its own: it is ended when the server closes.
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // JSON only: what a foreign page's form may send is refused.
  app.removeContentTypeParser("text/plain");

  const { db, url } = dependencies.database;
  const hub = new EventHub(db, url, (error) => app.log.warn({ err: error }, "events are read again in a moment"));
  const streams = new OpenStreams();
  const context: ApiContext = { ...dependencies, hub, streams, metrics: new Metrics(dependencies) };
  registerErrors(app, context);
  await registerSecurity(app, context);
  await registerDocumentation(app);
  registerMetrics(app, context);
  registerActors(app, context);
  await app.register(async (routes) => registerRoutes(routes.withTypeProvider<ZodTypeProvider>() as Api, context));
  if (!offline) app.addHook("onReady", () => hub.start());
  app.addHook("preClose", async () => streams.endAll());
  app.addHook("onClose", () => hub.stop());
  return app;
}

function registerRoutes(app: Api, context: ApiContext): void {
  registerHealth(app, context);
  registerAuthentication(app, context);
  registerMe(app, context);
  registerUsers(app, context);
  registerStores(app, context);
  registerStoreChanges(app, context);
  registerLifecycle(app, context);
  registerPlanning(app, context);
  registerOperations(app, context);
  registerEvents(app, context);
  registerLogs(app, context);
  registerUsage(app, context);
  registerSystem(app, context);
  registerAudit(app, context);
}
