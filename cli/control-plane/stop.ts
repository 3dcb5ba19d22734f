import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stopPostgres } from "../../control/db/embedded/postgres.ts";
import { endProcess, findProcess, isRunning } from "../../control/engine/processes.ts";
import { controlPlaneFiles, readRunning } from "../../control/server/settings.ts";
import { databaseFolder } from "./location.ts";

/** Operations are put back in line first; they save what they have done. */
const orderlyMilliseconds = 60_000;

/** Ends the control plane and its database; the data stay. Safe to repeat. */
export async function stopControlPlane(stateDir: string): Promise<void> {
  const { running: file } = controlPlaneFiles(stateDir);
  const running = await readRunning(file);
  const found = running === undefined ? undefined : findProcess(running.pid);
  if (running !== undefined && found?.started === running.started) {
    endProcess(found, "SIGTERM");
    for (let waited = 0; isRunning(found) && waited < orderlyMilliseconds; waited += 100) await pause(100);
    endProcess(found, "SIGKILL");
  }
  await rm(file, { force: true });
  // A process that was killed left its database behind.
  await stopPostgres(databaseFolder(stateDir));
}

/** Ends the control plane and removes everything of it, its data too. Safe to repeat. */
export async function removeControlPlane(stateDir: string): Promise<void> {
  await stopControlPlane(stateDir);
  const database = databaseFolder(stateDir);
  await rm(database, { recursive: true, force: true });
  await rm(controlPlaneFiles(stateDir).folder, { recursive: true, force: true });
  // The folder of all databases of this machine goes with the last one.
  await rmdir(dirname(database)).catch(() => undefined);
}
