import { join } from "node:path";
import pino from "pino";
import { controlPlanePaths } from "../../../stacks/add-ons/control-plane-settings.ts";
import { redaction } from "../../api/redaction.ts";
import { waitForDatabase } from "../../db/wait-for-database.ts";
import { announceHost } from "../../engine/hosts.ts";
import { stackLayout } from "../../engine/stack-layout.ts";
import { startControlPlane } from "../control-plane.ts";
import { controlPlaneFiles, writePrivate } from "../settings.ts";
import { stopOnSignal } from "../stop-on-signal.ts";
import { inClusterStart } from "./settings.ts";

/** The control plane's process in a pod: API, dashboard and worker. Logs JSON to standard output. */
const logger = pino({ level: process.env.STOREFLEET_LOG_LEVEL ?? "info", redact: redaction });
const { settings, variables } = await inClusterStart();
const host = await announceHost(stackLayout(settings.stateDir, settings.environment).hostsDirectory);
await waitForDatabase(variables.DATABASE_URL ?? "", () => logger.info("waiting for the database"));
const plane = await startControlPlane({
  settings,
  role: "all",
  variables: { ...process.env, ...variables },
  logger,
  webFolder: join(controlPlanePaths.application, "control/web/dist"),
  onDatabaseExit: () => undefined,
});
if (plane.firstLogin !== undefined) {
  // On the shared volume, which only this account mounts, until an operator fetches it once.
  await writePrivate(controlPlaneFiles(settings.stateDir).firstLogin, JSON.stringify(plane.firstLogin));
}
logger.info({ url: plane.url }, "control plane started");
stopOnSignal(logger, async () => {
  await plane.stop();
  host.stop();
});
