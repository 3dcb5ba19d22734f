import { readFile, rm } from "node:fs/promises";
import pino from "pino";
import { redaction } from "../api/redaction.ts";
import { findProcess } from "../engine/processes.ts";
import { serverRoles, startControlPlane } from "./control-plane.ts";
import { controlPlaneFiles, settingsHash, settingsSchema, writePrivate } from "./settings.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** `node control/server/main.ts <settings file>`: the control plane's process. Logs JSON to standard output. */
const logger = pino({ level: process.env.STOREFLEET_LOG_LEVEL ?? "info", redact: redaction });
const [settingsFile] = process.argv.slice(2);
if (settingsFile === undefined) throw new Error("usage: node control/server/main.ts <settings file>");
const settings = settingsSchema.parse(JSON.parse(await readFile(settingsFile, "utf8")));
const files = controlPlaneFiles(settings.stateDir);
const role = serverRoles.find((candidate) => candidate === (process.env.STOREFLEET_ROLE ?? "all"));
if (role === undefined) throw new Error(`STOREFLEET_ROLE is ${process.env.STOREFLEET_ROLE}; allowed: ${serverRoles.join(", ")}`);

let stopping = false;
const plane = await startControlPlane({
  settings,
  role,
  variables: process.env,
  logger,
  // Everything depends on it; whoever supervises this process starts both again.
  onDatabaseExit: () => {
    if (stopping) return;
    logger.fatal("the database ended by itself");
    process.exit(1);
  },
});
if (plane.firstLogin !== undefined) {
  const { apiKey, ...login } = plane.firstLogin;
  await writePrivate(files.apiKey, apiKey);
  await writePrivate(files.firstLogin, JSON.stringify(login));
}
await writePrivate(
  files.running,
  JSON.stringify({
    pid: process.pid,
    started: findProcess(process.pid)?.started ?? "",
    url: plane.url ?? "",
    settingsHash: settingsHash(settings),
  }),
);
logger.info({ url: plane.url, role }, "control plane started");

stopOnSignal(logger, async () => {
  stopping = true;
  await plane.stop();
  await rm(files.running, { force: true });
});
