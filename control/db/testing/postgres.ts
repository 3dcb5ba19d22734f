import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type OpenDatabase, openDatabase } from "../database.ts";
import { startPostgres, stopPostgres } from "../embedded/postgres.ts";
import { migrate } from "../migrate.ts";

/** A real Postgres for the tests of one file. */
export interface TestPostgres {
  /** A new, empty, migrated database; closed and dropped with the server. */
  open(): Promise<OpenDatabase>;
  /** Ends the server with every connection, and starts it again. @param away Awaited in between. */
  restart(away?: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Postgres in a temporary folder; call `stop` in `afterAll`.
 *
 * @param prepare What every database of `open` has beyond the migrations.
 */
export async function startTestPostgres(prepare?: (template: OpenDatabase) => Promise<void>): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "storefleet-pg-"));
  const start = () => startPostgres({ folder, binaryFolder: join(tmpdir(), "storefleet-postgres"), durable: false });
  const server = await start();
  const template = openDatabase({ url: server.url, connections: 4 });
  try {
    await migrate(template.db);
    await prepare?.(template);
  } catch (error) {
    // A server that nobody can stop would keep the test's process alive for ever.
    await stopPostgres(folder);
    throw error;
  } finally {
    await template.close();
  }
  const opened: OpenDatabase[] = [];
  return {
    open: async () => {
      const name = `test_${randomBytes(6).toString("hex")}`;
      const client = new pg.Client({ host: folder, user: "storefleet", database: "postgres" });
      await client.connect();
      await client.query(`create database ${name} template storefleet`);
      await client.end();
      const database = openDatabase({ url: server.url.replace("/storefleet?", `/${name}?`), connections: 6 });
      opened.push(database);
      return database;
    },
    restart: async (away) => {
      await stopPostgres(folder);
      await away?.();
      await start();
    },
    stop: async () => {
      for (const { pool, db } of opened) if (!pool.ended) await db.destroy();
      await stopPostgres(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
