import { buildApp } from "./app.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { limitsFrom } from "./limits.ts";

/** The OpenAPI document of the API, without a database or a server: routes say what they are before anything is asked of them. */
export async function buildOpenApi(): Promise<Record<string, unknown>> {
  const absent = new Proxy({}, { get: () => absentCall, has: () => true });
  const dependencies: ApiDependencies = {
    database: { db: absent, pool: absent, url: "postgresql:///", close: async () => undefined } as unknown as ApiDependencies["database"],
    queue: absent as ApiDependencies["queue"],
    authentication: { oidcProviders: [] } as unknown as ApiDependencies["authentication"],
    environment: { name: "local", address: { baseDomain: "localhost", scheme: "http" } },
    limits: limitsFrom({}),
    cluster: absent as ApiDependencies["cluster"],
    declared: async () => [],
    unavailable: async () => undefined,
    operations: [],
    versions: {},
  };
  const app = await buildApp(dependencies, { offline: true });
  await app.ready();
  const document = app.swagger() as unknown as Record<string, unknown>;
  await app.close();
  return document;
}

function absentCall(): never {
  throw new Error("the document is built without a database");
}
