import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const binaries = `/usr/lib/postgresql/${readdirSync("/usr/lib/postgresql")[0]}/bin`;
const data = "/tmp/postgres";
const patienceSeconds = 120;

/** A running Medusa. */
export interface Served {
  stop(): Promise<void>;
}

/** The processes of a store, on loopback. */
export class Services {
  environment: Readonly<Record<string, string>> = {
    ...imageEnvironment(),
    DATABASE_URL: "postgres://medusa@127.0.0.1:5432/medusa",
    REDIS_URL: "redis://127.0.0.1:6379",
    JWT_SECRET: "rehearsal",
    COOKIE_SECRET: "rehearsal",
    MEDUSA_BACKEND_URL: "http://rehearsal.invalid",
    STORE_TITLE: "Rehearsal",
    STORE_CURRENCY: "EUR",
    STORE_COUNTRY: "DE",
    STORE_SAMPLE_PRODUCTS: "6",
    ADMIN_EMAIL: "admin@rehearsal.invalid",
    ADMIN_PASSWORD: "rehearsal-password",
    MEDUSA_PUBLISHABLE_KEY: `pk_${"0".repeat(64)}`,
    WAIT_SECONDS: "30",
  };
  private name = "medusa";
  private database: ChildProcess | undefined;
  private cache: ChildProcess | undefined;

  async startDatabase(create: boolean): Promise<void> {
    if (create) execFileSync(`${binaries}/initdb`, ["-D", data, "-A", "trust", "-U", "medusa", "-E", "UTF8", "--locale=C.UTF-8", "-N"]);
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=/tmp", "fsync=off", "jit=off"].flatMap((each) => ["-c", each]);
    this.database = spawn(`${binaries}/postgres`, ["-D", data, ...settings], { stdio: "ignore" });
    await this.until("Postgres up", async () => this.sql("postgres", "select 1") === "1");
    if (create) this.sql("postgres", "create database medusa");
  }

  async stopDatabase(): Promise<void> {
    await end(this.database, "SIGINT");
  }

  async startCache(): Promise<void> {
    this.cache = spawn("valkey-server", ["--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"], { stdio: "ignore" });
    await this.until("Valkey up", async () => execFileSync("valkey-cli", ["ping"], { stdio: "pipe" }).toString().trim() === "PONG");
  }

  async stopCache(): Promise<void> {
    await end(this.cache, "SIGTERM");
  }

  /** Runs `boot.mjs migrate` or `seed` to its end. */
  async boot(command: string, revision: string): Promise<void> {
    const child = this.spawnBoot(command, { SETUP_REVISION: revision });
    await new Promise<void>((resolve, reject) => {
      child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`boot.mjs ${command} ended with exit code ${code}`))));
    });
  }

  /** Starts a server or worker and waits for its port. With a revision it first waits for that setup. */
  async serve(command: string, revision?: string): Promise<Served> {
    const child = this.spawnBoot(command, revision === undefined ? {} : { SETUP_REVISION: revision });
    await this.until(`${command} up`, async () => {
      if (child.exitCode !== null) throw new Fatal(`boot.mjs ${command} ended with exit code ${child.exitCode}`);
      return (await fetch("http://127.0.0.1:9000/health")).ok;
    });
    return { stop: () => end(child, "SIGTERM") };
  }

  /** One line per table: name and number of rows. */
  async rowCounts(): Promise<string> {
    const tables = this.sql(
      this.name,
      "select tablename from pg_tables where schemaname = 'public' and tablename <> 'storefleet_setup' order by 1",
    ).split("\n");
    return this.sql(this.name, tables.map((table) => `select '${table} ' || count(*) from "${table}"`).join(" union all "));
  }

  /** The database as SQL that a plain connection can run: without psql's own commands. */
  dump(database: string, ...options: readonly string[]): string {
    const args = ["-h", "127.0.0.1", "-U", "medusa", "-d", database, "--no-owner", "--no-privileges", ...options];
    const text = execFileSync(`${binaries}/pg_dump`, args, { stdio: "pipe", maxBuffer: 1 << 26 }).toString();
    return text.replaceAll(/^\\(un)?restrict .*\n/gm, "");
  }

  /** Goes on with another, empty database. */
  createDatabase(name: string): void {
    this.sql("postgres", `create database ${name}`);
    this.environment = { ...this.environment, DATABASE_URL: `postgres://medusa@127.0.0.1:5432/${name}` };
    this.name = name;
  }

  /** Polls until `test` is true; what it throws counts as not yet. */
  async until(what: string, test: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + patienceSeconds * 1000; Date.now() < deadline; await sleep(50)) {
      try {
        if (await test()) return;
      } catch (error) {
        if (error instanceof Fatal) throw error;
      }
    }
    throw new Error(`${what}: not within ${patienceSeconds} s`);
  }

  private sql(database: string, statement: string): string {
    const args = ["-h", "127.0.0.1", "-U", "medusa", "-d", database, "-Atc", statement];
    return execFileSync(`${binaries}/psql`, args, { stdio: "pipe", maxBuffer: 1 << 24 })
      .toString()
      .trim();
  }

  private spawnBoot(command: string, env: Readonly<Record<string, string>>): ChildProcess {
    return spawn("node", ["boot.mjs", command], { env: { ...this.environment, ...env }, stdio: "inherit" });
  }
}

class Fatal extends Error {}

/** What the image sets. This program itself keeps out of the compile cache. */
function imageEnvironment(): Record<string, string> {
  const { NODE_DISABLE_COMPILE_CACHE: _, ...environment } = process.env;
  return environment as Record<string, string>;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill(signal);
  await ended;
}
