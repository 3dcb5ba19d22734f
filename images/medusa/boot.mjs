import { createRequire } from "node:module";
import { isLatestSetup, waitForSetup } from "./setup-revision.mjs";
import { reach } from "./src/probe/reach.js";
import { restoreTemplate } from "./template.mjs";

/**
 * node boot.mjs server|worker|shared|migrate|seed
 *
 * Waits for Postgres and Valkey first, because Medusa hangs for ever without the one and exits without the other, and loads Medusa's modules
 * meanwhile. With SETUP_REVISION, server and worker also wait until setup of that revision has finished, and setup that was done last ends at once.
 * An empty database is filled from the image's template instead of by its migrations.
 */
const require = createRequire(import.meta.url);
const directory = import.meta.dirname;
const port = process.env.PORT ?? 9000;

const start = { module: "start", options: { directory, port, host: "0.0.0.0", types: false } };
const commands = {
  server: start,
  worker: start,
  shared: start,
  migrate: { module: "db/migrate", options: { directory, executeSafeLinks: true, executeSafeSearch: true } },
  seed: { module: "exec", options: { file: "src/scripts/seed.js", args: [] } },
};

const name = process.argv[2] ?? "";
const command = commands[name];
if (command === undefined) fail(`unknown command "${name}"; use one of ${Object.keys(commands).join(", ")}`);
if (command === start) process.env.MEDUSA_WORKER_MODE = name;
process.chdir(directory);

const seconds = Number(process.env.WAIT_SECONDS ?? 120);
if (!(seconds > 0)) fail(`WAIT_SECONDS is "${process.env.WAIT_SECONDS}"; set a number of seconds above 0, such as 120`);
const deadline = Date.now() + seconds * 1000;
const { DATABASE_URL: database, REDIS_URL: cache } = process.env;
const waiting = Promise.all([reach("DATABASE_URL", database, 5432, seconds), reach("REDIS_URL", cache, 6379, seconds)]).catch((error) =>
  fail(error.message),
);
const load = () => require(`@medusajs/medusa/commands/${command.module}`).default;
// The template needs none of Medusa's modules, and then migrations do not either.
const loaded = name === "migrate" ? undefined : load();
await waiting;
const revision = process.env.SETUP_REVISION;
if (revision && command === start) {
  await waitForSetup(database, revision, deadline).catch((error) => fail(error.message));
} else if (revision && (await isLatestSetup(database, revision).catch(() => false))) {
  console.log(`setup ${revision} has been done: nothing left to ${name}`);
  process.exit(0);
}
if (name === "migrate") {
  const began = Date.now();
  if (await restoreTemplate(database).catch((error) => fail(`the template could not be restored: ${error.message}`))) {
    console.log(`the empty database has the tables of this version, from the image's template (${Date.now() - began} ms)`);
    process.exit(0);
  }
}
const run = loaded ?? load();
await run(command.options);

function fail(message) {
  console.error(`boot: ${message}`);
  process.exit(1);
}
