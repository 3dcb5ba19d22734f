import { randomBytes } from "node:crypto";
import type { PgBoss } from "pg-boss";
import pino from "pino";
import { storeSpecSchema } from "../../../stores/schema.ts";
import type { OpenDatabase } from "../../db/database.ts";
import { openQueue } from "../../db/queue.ts";
import { startTestPostgres, type TestPostgres } from "../../db/testing/postgres.ts";
import { storeOperationKinds } from "../../operations/operation.ts";
import { buildApp } from "../app.ts";
import { type Authentication, createAuthentication } from "../auth/authentication.ts";
import type { OidcProvider } from "../auth/oidc.ts";
import type { Role } from "../auth/roles.ts";
import type { Api } from "../context.ts";
import type { ApiDependencies, ClusterSnapshot } from "../dependencies.ts";
import { limitsFrom } from "../limits.ts";
import { redaction } from "../redaction.ts";

/** A password that must never appear anywhere but in the reply with credentials. */
export const adminPassword = `never-log-${randomBytes(8).toString("hex")}`;

/** Somebody who uses the API with a key. */
export interface TestUser {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly headers: { readonly authorization: string };
}

/** The API over a real database, and what its surroundings pretend to be. */
export interface ApiUnderTest {
  readonly app: Api;
  readonly database: OpenDatabase;
  readonly queue: PgBoss;
  readonly authentication: Authentication;
  /** Every line that was logged. */
  readonly log: readonly string[];
  user(role?: Role): Promise<TestUser>;
  close(): Promise<void>;
}

/** A cluster with room for a handful of small stores. */
export const roomyCluster: ClusterSnapshot = {
  version: "v1.34.0",
  nodes: [{ name: "node", ready: true, version: "v1.34.0" }],
  capacity: {
    cpuMillis: { total: 100_000, used: 500 },
    memoryMiB: { total: 1_000_000, used: 1000 },
    pods: { total: 5000, used: 10 },
    volumes: { total: null, used: 2 },
  },
};

export const declaredSpec = storeSpecSchema.parse({ name: "aurora", engine: "medusa", adminEmail: "admin@aurora.example" });

/** Where the API under test believes to be reached. */
export const baseUrl = "http://localhost:4100";

/** Postgres whose databases have the queue and the tables of users already. */
export function startApiPostgres(): Promise<TestPostgres> {
  return startTestPostgres(async (database) => {
    const queue = await openQueue(database);
    await queue.stop({ graceful: false });
    await createAuthentication({ database, baseUrl, secret: randomBytes(32).toString("hex") });
  });
}

/** What differs from an installation where everything works. */
export interface TestChanges extends Partial<ApiDependencies> {
  /** Where it is reached. @default http://localhost:4100 */
  readonly baseUrl?: string;
  /** @default - only passwords and API keys */
  readonly oidc?: OidcProvider | undefined;
  /** Signs sessions. @default - another one each time */
  readonly secret?: string;
}

/**
 * Everything that an API is built over: a real database, queue and authentication, and surroundings where all works.
 *
 * @param changes What differs from that.
 */
export async function testDependencies(database: OpenDatabase, changes: TestChanges = {}): Promise<ApiDependencies> {
  const { baseUrl: url = baseUrl, oidc, secret = randomBytes(32).toString("hex"), ...others } = changes;
  return {
    database,
    queue: await openQueue(database),
    authentication: await createAuthentication({ database, baseUrl: url, secret, oidc }),
    environment: { name: "local", address: { baseDomain: "localhost", scheme: "http" } },
    limits: limitsFrom({ STOREFLEET_CREATES_PER_MINUTE: "1000", STOREFLEET_STORES_PER_ADDRESS: "1000" }),
    cluster: { snapshot: async () => roomyCluster, adminPassword: async () => adminPassword },
    declared: async () => [{ spec: declaredSpec, state: { status: "Ready", reason: null }, proof: undefined }],
    unavailable: async () => undefined,
    operations: storeOperationKinds,
    versions: { storefleet: "0.1.0" },
    ...others,
  };
}

/** Somebody with an account. @param number Tells accounts of one database apart. */
export async function testUser(authentication: Authentication, number: number, role: Role): Promise<Omit<TestUser, "headers">> {
  const email = `user${number}@example.com`;
  const password = `pass-${randomBytes(10).toString("hex")}`;
  return { id: await authentication.createUser({ email, name: `User ${number}`, password, role }), email, password };
}

/** Builds the API over a new database. @param changes What differs from an installation where everything works. */
export async function apiUnderTest(postgres: TestPostgres, changes: TestChanges = {}): Promise<ApiUnderTest> {
  const database = await postgres.open();
  const dependencies = await testDependencies(database, changes);
  const { queue, authentication } = dependencies;
  const log: string[] = [];
  const logger = pino({ level: "debug", redact: redaction }, { write: (line: string) => void log.push(line) });
  const app = await buildApp(dependencies, { logger });
  await app.ready();
  let users = 0;
  return {
    app,
    database,
    queue,
    authentication,
    log,
    user: async (role = "member") => {
      users += 1;
      const user = await testUser(authentication, users, role);
      const key = await authentication.createApiKey(user.id, "test");
      return { ...user, headers: { authorization: `Bearer ${key}` } };
    },
    close: async () => {
      await app.close();
      await queue.stop({ graceful: false });
      await database.close();
    },
  };
}
