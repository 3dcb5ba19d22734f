import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const patienceSeconds = 120;
const shopPort = 8080;

/** The end of a command. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Says what was rehearsed, or throws when it went wrong. */
export type Check = (what: string, ok: boolean, detail?: unknown) => void;

/** What the shop answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The processes of a store, on loopback. */
export class Services {
  environment: Readonly<Record<string, string>> = {
    PATH: process.env.PATH ?? "",
    HOME: "/tmp",
    DATABASE_HOST: "127.0.0.1",
    DATABASE_PASSWORD: "rehearsal",
    DATABASE_ROOT_PASSWORD: "rehearsal-root",
    STORE_URL: "http://rehearsal.invalid",
    STORE_TITLE: "Rehearsal & Sons",
    STORE_CURRENCY: "EUR",
    STORE_COUNTRY: "DE",
    STORE_SAMPLE_PRODUCTS: "3",
    ADMIN_EMAIL: "admin@rehearsal.example",
    ADMIN_PASSWORD: "rehearsal-password",
    API_CONSUMER_KEY: `ck_${"0".repeat(40)}`,
    API_CONSUMER_SECRET: `cs_${"0".repeat(40)}`,
    ...Object.fromEntries(
      ["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"].flatMap((name) => [
        [`${name}_KEY`, `${name}-key`],
        [`${name}_SALT`, `${name}-salt`],
      ]),
    ),
    UPGRADE_DUMP_DIR: "/tmp/dumps",
    WAIT_SECONDS: "60",
    WEB_WORKERS: "2",
  };
  private database: ChildProcess | undefined;
  private web: ChildProcess | undefined;

  async startDatabase(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const database = spawn("store-database", { env: { ...this.environment, ...env }, stdio: "inherit" });
    this.database = database;
    await this.until("MariaDB up", async () => {
      if (database.exitCode !== null) throw new Fatal(`store-database ended with exit code ${database.exitCode}`);
      return spawnSync("store-database-ready").status === 0;
    });
  }

  async stopDatabase(): Promise<void> {
    await end(this.database, "SIGTERM");
  }

  /** From now on connections are accepted and nothing answers. */
  pauseDatabase(): void {
    this.database?.kill("SIGSTOP");
  }

  resumeDatabase(): void {
    this.database?.kill("SIGCONT");
  }

  async startWeb(revision: string): Promise<void> {
    // Apache opens its log by the name of its own output, which only a file of its user allows here.
    const log = openSync("/tmp/web.log", "a");
    const web = spawn("store-serve", { env: { ...this.environment, SETUP_REVISION: revision }, stdio: ["ignore", log, log] });
    this.web = web;
    await this.until("Apache up", async () => {
      if (web.exitCode !== null)
        throw new Fatal(`store-serve ended with exit code ${web.exitCode}: ${readFileSync("/tmp/web.log", "utf8")}`);
      return (await this.get("/livez.txt")).status === 200;
    });
  }

  async stopWeb(): Promise<void> {
    await end(this.web, "SIGWINCH");
  }

  /** Runs one of the image's commands to its end. */
  run(command: string, env: Readonly<Record<string, string>> = {}, ...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(command, args, { env: { ...this.environment, ...env }, encoding: "utf8" });
    return { code: status, output: `${stdout}${stderr}` };
  }

  /** Like {@link run}, while this process goes on serving. */
  async runBesides(command: string, env: Readonly<Record<string, string>> = {}, ...args: readonly string[]): Promise<Ended> {
    const child = spawn(command, args, { env: { ...this.environment, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, output };
  }

  /** Starts a setup and kills it and its children as soon as its output or the database shows that `reached` is true. */
  async killSetup(env: Readonly<Record<string, string>>, reached: (output: string) => boolean): Promise<void> {
    const child = spawn("store-setup", { env: { ...this.environment, ...env }, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    const gone = new Promise((resolve) => child.on("exit", resolve));
    await this.until("the moment to kill the setup", async () => reached(output) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the setup ended before it could be killed: ${output}`);
    process.kill(-(child.pid as number), "SIGKILL");
    await gone;
  }

  sql(statement: string): string {
    const args = ["--protocol=socket", "-uroot", `-p${this.environment.DATABASE_ROOT_PASSWORD}`, "-N", "-B", "wordpress", "-e", statement];
    return execFileSync("mariadb", args, { stdio: "pipe", maxBuffer: 1 << 24, encoding: "utf8" }).trim();
  }

  /** One line per table: name and number of rows. */
  rowCounts(): string {
    const tables = this.sql("SHOW TABLES").split("\n");
    return this.sql(tables.map((table) => `SELECT '${table}', COUNT(*) FROM \`${table}\``).join(" UNION ALL "));
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send("GET", path, headers);
  }

  send(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): Promise<Answer> {
    const host = new URL(this.environment.STORE_URL ?? "").host;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port: shopPort, method, path, headers: { host, "content-type": "application/json", ...headers } },
        (incoming) => {
          let text = "";
          incoming.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Polls until `test` is true; what it throws counts as not yet. */
  async until(what: string, test: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + patienceSeconds * 1000; Date.now() < deadline; await sleep(50)) {
      const reached = await test().catch((error: unknown) => {
        if (error instanceof Fatal) throw error;
        return false;
      });
      if (reached) return;
    }
    throw new Error(`${what}: not within ${patienceSeconds} s`);
  }
}

class Fatal extends Error {}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill(signal);
  await ended;
}
