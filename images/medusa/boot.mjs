import { createRequire } from "node:module";
import { connect } from "node:net";
import { isLatestSetup, waitForSetup } from "./setup-revision.mjs";

/**
 * node boot.mjs server|worker|shared|migrate|seed
 *
 * Waits for Postgres and Valkey first, because Medusa hangs for ever without the one and exits without the other, and loads Medusa's modules
 * meanwhile. With SETUP_REVISION, server and worker also wait until setup of that revision has finished, and setup that was done last ends at once.
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
const waiting = Promise.all([reach("DATABASE_URL", 5432), reach("REDIS_URL", 6379)]);
const { default: run } = require(`@medusajs/medusa/commands/${command.module}`);
await waiting;
const revision = process.env.SETUP_REVISION;
if (revision && command === start) {
  await waitForSetup(process.env.DATABASE_URL, revision, deadline).catch((error) => fail(error.message));
} else if (revision && (await isLatestSetup(process.env.DATABASE_URL, revision))) {
  console.log(`setup ${revision} has been done: nothing left to ${name}`);
  process.exit(0);
}
await run(command.options);

/** Resolves when the host and port of the URL in the variable accept a TCP connection. */
async function reach(variable, defaultPort) {
  const url = process.env[variable] ?? "";
  if (!URL.canParse(url)) fail(`${variable} is not a URL; set it, such as redis://cache:6379`);
  const { hostname, port: given } = new URL(url);
  const target = { host: hostname, port: Number(given) || defaultPort };
  for (let told = false; ; ) {
    const problem = await attempt(target);
    if (problem === undefined) return;
    const where = `${target.host}:${target.port} (${variable})`;
    if (Date.now() > deadline) fail(`${where} did not accept a connection within ${seconds} s (WAIT_SECONDS): ${problem}`);
    if (!told) console.log(`waiting for ${where}: ${problem}`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function attempt(target) {
  return new Promise((resolve) => {
    const socket = connect(target);
    const done = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(2000, () => done("no answer"));
    socket.on("connect", () => done(undefined));
    socket.on("error", (error) => done(error.code ?? error.message));
  });
}

function fail(message) {
  console.error(`boot: ${message}`);
  process.exit(1);
}
