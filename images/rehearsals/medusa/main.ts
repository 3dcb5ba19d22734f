import { writeFile } from "node:fs/promises";
import { buy, logIn, shopTitle } from "./buy.ts";
import { Services } from "./services.ts";

/**
 * Runs inside the unpacked image while it is built: proves that the shop migrates, seeds, sells and tells the truth about being ready, and leaves
 * Node's compile cache and the template of a migrated database behind. Ends with an exit code that is not 0 and a reason otherwise.
 */
process.chdir("/app");
const services = new Services();
const url = "http://127.0.0.1:9000";

function check(what: string, ok: boolean, detail = ""): void {
  if (!ok) throw new Error(`${what} failed${detail === "" ? "" : `: ${detail}`}`);
  console.log(`rehearsal: ${what}`);
}

/**
 * A dump without what Postgres writes differently each time it reads an expression, casts and the parentheses around them, and without how far
 * sequences have counted: migrations that find nothing to do count too.
 */
const comparable = (dump: string) => dump.replaceAll(/::(text|character varying)(\[\])?|[()]|^SELECT pg_catalog\.setval.*$/gm, "");

/** The first lines that one text has and the other has not. */
function differences(one: string, other: string): string {
  const lines = (text: string, without: string) => {
    const known = new Set(without.split("\n"));
    return text.split("\n").filter((line) => !known.has(line));
  };
  const show = (sign: string, found: readonly string[]) => found.slice(0, 5).map((line) => `${sign} ${line.slice(0, 200)}`);
  return ["", ...show("-", lines(one, other)), ...show("+", lines(other, one))].join("\n");
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

function regions(env: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${url}/store/regions`, { headers: { "x-publishable-api-key": env.MEDUSA_PUBLISHABLE_KEY ?? "" } });
}

async function ready(): Promise<{ readonly status: number; readonly milliseconds: number; readonly text: string }> {
  const started = Date.now();
  const response = await fetch(`${url}/ready`);
  const text = await response.text();
  return { status: response.status, milliseconds: Date.now() - started, text };
}

await services.startDatabase(true);
await services.startCache();

let started = Date.now();
await services.boot("migrate", "one");
check(`migrated in ${seconds(started)}`, true);

// Everything below happens in a database made from the template, which therefore sells.
const migrated = comparable(services.dump("medusa"));
await writeFile("/app/template/migrated.sql", services.dump("medusa", "--rows-per-insert=500"));
services.createDatabase("from_template");
started = Date.now();
await services.boot("migrate", "one");
check(`restored from the template in ${seconds(started)}`, true);
const restored = comparable(services.dump("from_template"));
check("the template is what migrations make", restored === migrated, differences(migrated, restored));
await services.boot("migrate", "one");
const still = comparable(services.dump("from_template"));
check("migrations of a restored database change nothing", still === migrated, differences(migrated, still));

const unseeded = await services.serve("server");
const before = await ready();
check("not ready before the seed", before.status === 503 && before.text.includes("the seed has not run"), before.text);
await unseeded.stop();

started = Date.now();
await services.boot("seed", "one");
check(`seeded in ${seconds(started)}`, true);
const rows = await services.rowCounts();
await services.boot("seed", "two");
const again = await services.rowCounts();
check(`a second seed changes no row count (${rows.split("\n").length} tables)`, rows === again, `${rows}\nafter:\n${again}`);

const earlier = services.environment;
services.environment = {
  ...earlier,
  STORE_TITLE: "Renamed",
  ADMIN_PASSWORD: "another-password",
  MEDUSA_PUBLISHABLE_KEY: `pk_${"1".repeat(64)}`,
};
await services.boot("seed", "three");
check("a seed with another title, password and key changes none either", rows === (await services.rowCounts()));

started = Date.now();
const server = await services.serve("server", "three");
check(`server up in ${seconds(started)}`, true);
const after = await ready();
check("ready after the seed", after.status === 200, after.text);
const admin = await fetch(`${url}/app`);
const page = await admin.text();
const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(page)?.[1];
const bundle = script === undefined ? undefined : await fetch(url + script);
check("the admin page and its script are served", admin.status === 200 && bundle?.status === 200, page.slice(0, 200));
started = Date.now();
const total = await buy(url, services.environment);
check(`an order over HTTP costs 29 (${seconds(started)})`, total === 29, `the total is ${total}`);

check("the new title, password and key hold", (await shopTitle(url, services.environment)) === "Renamed");
const [oldLogIn, oldKey] = await Promise.all([logIn(url, earlier), regions(earlier)]);
check("the old password and key do not", oldLogIn.status === 401 && oldKey.status === 400, `${oldLogIn.status} and ${oldKey.status}`);

await services.stopCache();
const withoutCache = await ready();
check(
  `not ready without Valkey (${withoutCache.milliseconds} ms)`,
  withoutCache.status === 503 && withoutCache.milliseconds < 3000,
  withoutCache.text,
);
await services.startCache();
await services.stopDatabase();
const without = await ready();
check(`not ready without Postgres (${without.milliseconds} ms)`, without.status === 503 && without.milliseconds < 3000, without.text);
await services.startDatabase(false);
await services.until("ready when both are back", async () => (await ready()).status === 200);
check("ready when both are back", true);
started = Date.now();
await server.stop();
check(`the server stops in ${seconds(started)}`, true);

const worker = await services.serve("worker", "three");
await worker.stop();
check("the worker starts and stops", true);

started = Date.now();
const warm = await services.serve("server", "three");
check(`server up with the compile cache in ${seconds(started)}`, (await ready()).status === 200);
await warm.stop();
process.exit(0);
