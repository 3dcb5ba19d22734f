import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Account, databaseAccount } from "./account.ts";
import { findPostgres, type PostgresBinaries, reachableBinaries } from "./binaries.ts";

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** Folder of its data, socket and log; made when missing. Short: a socket's path has at most 107 characters. */
  readonly folder: string;
  /** Folder for a copy of the binaries, where the account cannot reach them. @default - `folder` */
  readonly binaryFolder?: string;
  /** Whether data survive a crash of the machine; off only for tests. @default true */
  readonly durable?: boolean;
  /** It ended without being asked to. */
  readonly onExit?: () => void;
}

/** A Postgres of our own. It answers only on a socket that its account and root can open. */
export interface RunningPostgres {
  /** Address for this account or root; holds no password. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const database = "storefleet";

/** Address of the database in a folder. */
export function postgresUrl(folder: string): string {
  return `postgresql://storefleet@/${database}?host=${encodeURIComponent(folder)}`;
}

/** Starts Postgres in a folder, or takes over the one that already runs there. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { folder, binaryFolder = folder } = options;
  const url = postgresUrl(folder);
  const running = await postgresPid(folder);
  if (running !== undefined && (await answers(folder))) return { url, pid: running, stop: () => stopPostgres(folder) };
  const account = databaseAccount();
  const found = findPostgres();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account.ids !== undefined) await chown(folder, account.ids.uid, account.ids.gid);
  const binaries = account.ids === undefined ? found : await reachableBinaries(found, binaryFolder);
  const data = join(folder, "data");
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(binaries, account, data, options.durable ?? true);
  await allowOwner(data, account);

  const log = await open(join(folder, "postgres.log"), "a", 0o600);
  const server = spawn(join(binaries.bin, "postgres"), ["-D", data, ...settings(folder, options.durable ?? true)], {
    ...account.ids,
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC" },
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  let stopping = false;
  server.once("exit", () => {
    if (!stopping) options.onExit?.();
  });
  await ready(server, folder);
  await createDatabase(folder);
  return {
    url,
    pid: server.pid ?? 0,
    stop: async () => {
      stopping = true;
      await stopPostgres(folder);
    },
  };
}

/** Stops whatever Postgres runs in a folder, its sessions too. Safe to repeat. */
export async function stopPostgres(folder: string): Promise<void> {
  const pid = await postgresPid(folder);
  if (pid === undefined) return;
  process.kill(pid, "SIGINT");
  for (let waited = 0; alive(pid); waited += 50) {
    if (waited === 10_000) process.kill(pid, "SIGQUIT");
    if (waited > 20_000) throw new Error(`Postgres (process ${pid}) in ${folder} does not end`);
    await pause(50);
  }
}

/** Process id of the Postgres that runs in a folder. */
export async function postgresPid(folder: string): Promise<number | undefined> {
  const file = join(folder, "data", "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number((await readFile(file, "utf8")).split("\n", 1)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !alive(pid)) return undefined;
  // After a restart of the machine the number may be somebody else's.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes(join(folder, "data")) ? pid : undefined;
}

async function initialise(binaries: PostgresBinaries, account: Account, data: string, durable: boolean): Promise<void> {
  const options = ["--encoding=UTF8", "--locale=C.UTF-8", "--username=storefleet", "--auth=peer", "--data-checksums"];
  const child = spawn(join(binaries.bin, "initdb"), ["-D", data, ...options, ...(durable ? [] : ["--no-sync"])], {
    ...account.ids,
    cwd: join(data, ".."),
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`initdb failed in ${data}: ${said.trim()}`);
}

/** Lets root and the account in as the database's owner, by what the kernel says of the other end of the socket. */
async function allowOwner(data: string, account: Account): Promise<void> {
  await writeFile(join(data, "pg_hba.conf"), "local all storefleet peer map=owner\n", { mode: 0o600 });
  const names = new Set(["root", account.name]);
  await writeFile(join(data, "pg_ident.conf"), [...names].map((name) => `owner ${name} storefleet\n`).join(""), { mode: 0o600 });
}

function settings(folder: string, durable: boolean): string[] {
  const values: Record<string, string> = {
    listen_addresses: "",
    unix_socket_directories: folder,
    unix_socket_permissions: "0700",
    max_connections: "60",
    shared_buffers: "64MB",
    max_wal_size: "256MB",
    log_min_messages: "warning",
    // Statements may carry what users wrote; the API's own log is the place to look.
    log_min_error_statement: "panic",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function ready(server: ChildProcess, folder: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (server.exitCode !== null || server.signalCode !== null) break;
    if (await answers(folder)) return;
    await pause(50);
  }
  const log = await readFile(join(folder, "postgres.log"), "utf8");
  throw new Error(`Postgres did not start in ${folder}:\n${log.split("\n").slice(-10).join("\n")}`);
}

async function answers(folder: string): Promise<boolean> {
  const client = maintenance(folder);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(folder: string): Promise<void> {
  const client = maintenance(folder);
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

function maintenance(folder: string): pg.Client {
  const client = new pg.Client({ host: folder, user: "storefleet", database: "postgres", connectionTimeoutMillis: 5_000 });
  // The end of a server that is being stopped is no news.
  client.on("error", () => undefined);
  return client;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
