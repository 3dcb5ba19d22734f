import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

/** Options of {@link openDatabase}. */
export interface DatabaseOptions {
  /** Address with user and password; a secret. */
  readonly url: string;
  /** Most connections at once. @default 10 */
  readonly connections?: number;
  /** Shown in `pg_stat_activity`. @default storefleet */
  readonly applicationName?: string;
  /** A connection that was idle has broken, such as by a restart of the database; the next use opens another. @default - ignored */
  readonly onIdleError?: (error: Error) => void;
}

/** An open database. */
export interface OpenDatabase {
  readonly db: Kysely<Database>;
  /** The same connections, for libraries that bring their own SQL. */
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

const int8 = 20;
const numeric = 1700;

/** Opens Postgres. Nothing is connected until the first query. */
export function openDatabase({ url, connections = 10, applicationName = "storefleet", onIdleError }: DatabaseOptions): OpenDatabase {
  const types = new pg.TypeOverrides();
  // Ids grow by one: they stay far below 2^53 for longer than the data lives.
  types.setTypeParser(int8, Number);
  types.setTypeParser(numeric, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: applicationName,
    // A burst of changes waits for a connection rather than being refused; a request itself ends after 30 s.
    connectionTimeoutMillis: 20_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    types,
  });
  // Without a listener a broken connection would end the process. The pool listens to a connection only while it is idle; one that
  // breaks in use tells it by the statement that fails, now or next.
  pool.on("error", (error) => onIdleError?.(error));
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, url, close: () => db.destroy() };
}
