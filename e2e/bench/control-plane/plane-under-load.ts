import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type OpenDatabase, openDatabase } from "../../../control/db/database.ts";
import { startPostgres, stopPostgres } from "../../../control/db/embedded/postgres.ts";
import { migrate } from "../../../control/db/migrate.ts";
import { type Askers, addUsers } from "./fleet-data.ts";
import type { OpenLoop, OpenLoopReply } from "./open-loop.ts";

/** Options of {@link PlaneUnderLoad.start}. */
export interface PlaneOptions {
  readonly members: number;
  /** What the database has before anybody asks. */
  readonly prepare?: (database: OpenDatabase, askers: Askers) => Promise<void>;
  /** Limits, as an administrator raises them. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A durable Postgres of its own, and API and worker in one process beside it. */
export class PlaneUnderLoad {
  readonly database: OpenDatabase;
  readonly askers: Askers;
  readonly #url: string;
  readonly #server: ChildProcess;
  readonly #folder: string;

  static async start({ members, prepare, variables = {} }: PlaneOptions): Promise<PlaneUnderLoad> {
    const folder = await mkdtemp(join(tmpdir(), "cp-bench-"));
    const postgres = await startPostgres({ folder, binaryFolder: join(tmpdir(), "storefleet-postgres") });
    const database = openDatabase({ url: postgres.url, connections: 4 });
    await migrate(database.db);
    const askers = await addUsers(database, members);
    await prepare?.(database, askers);
    const server = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "server.ts")], {
      env: {
        ...process.env,
        ...variables,
        DATABASE_URL: postgres.url,
        STOREFLEET_AUTH_SECRET: askers.secret,
        STOREFLEET_LOG: join(folder, "server.log"),
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [url] = (await once(createInterface(server.stdout), "line")) as [string];
    return new PlaneUnderLoad(database, askers, url, server, folder);
  }

  private constructor(database: OpenDatabase, askers: Askers, url: string, server: ChildProcess, folder: string) {
    this.database = database;
    this.askers = askers;
    this.#url = url;
    this.#server = server;
    this.#folder = folder;
  }

  /** Sends requests from a process of its own. */
  async send(load: Omit<OpenLoop, "url">): Promise<OpenLoopReply[]> {
    const client = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "open-loop.ts")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // Keys go by standard input: arguments are everybody's to read.
    client.stdin.end(JSON.stringify({ url: this.#url, ...load } satisfies OpenLoop));
    return JSON.parse(await text(client.stdout)) as OpenLoopReply[];
  }

  async stop(): Promise<void> {
    this.#server.kill("SIGKILL");
    await this.database.close();
    await stopPostgres(this.#folder);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
