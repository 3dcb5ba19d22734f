import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "../steps.ts";
import { keepLogsBounded } from "./log-file.ts";
import { removePidFile, writePidFile } from "./pid-file.ts";

/** A program that is kept running. */
export interface ServiceSpec {
  readonly name: string;
  readonly argv: readonly string[];
}

/** What the supervisor process is given as its only argument, in JSON. */
export interface SupervisorSpec {
  readonly services: readonly ServiceSpec[];
  readonly logFolder: string;
  readonly pidFolder: string;
}

/** The supervisor's own name among the pid files. */
export const supervisorName = "supervisor";

const stableMs = 60_000;

/** Milliseconds to wait before the next start of a program that ended `failures` times in a row soon after its start. */
export function backoffMs(failures: number): number {
  return Math.min(500 * 2 ** Math.max(0, failures - 1), 30_000);
}

/**
 * Keeps the services running until SIGTERM. It then leaves without ending them: whoever stops the cluster ends them in the right order,
 * and a new supervisor's start does not disturb pods.
 */
export async function supervise(spec: SupervisorSpec): Promise<void> {
  const ending = new AbortController();
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => ending.abort());
  await writePidFile(join(spec.pidFolder, supervisorName), process.pid);
  const logs = spec.services.map((service) => join(spec.logFolder, `${service.name}.log`));
  await Promise.all([keepLogsBounded(logs, ending.signal), ...spec.services.map((service) => keepRunning(service, spec, ending.signal))]);
  await removePidFile(join(spec.pidFolder, supervisorName));
}

async function keepRunning(service: ServiceSpec, spec: SupervisorSpec, signal: AbortSignal): Promise<void> {
  const [program = "", ...args] = service.argv;
  const pidFile = join(spec.pidFolder, service.name);
  const aborted = new Promise<undefined>((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
  for (let failures = 0; !signal.aborted; ) {
    const started = performance.now();
    const log = await open(join(spec.logFolder, `${service.name}.log`), "a");
    const child = spawn(program, args, { stdio: ["ignore", log.fd, log.fd], detached: true });
    const ended = new Promise<string>((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, by) => resolve(by === null ? `exit code ${code}` : `signal ${by}`));
    });
    if (child.pid !== undefined) await writePidFile(pidFile, child.pid).catch(() => {});
    const reason = await Promise.race([ended, aborted]);
    if (reason === undefined) {
      child.unref();
      await log.close();
      return;
    }
    failures = performance.now() - started > stableMs ? 1 : failures + 1;
    await log.write(
      `${new Date().toISOString()} storefleet: ${service.name} ended with ${reason}; starting it again in ${backoffMs(failures)} ms\n`,
    );
    await log.close();
    await removePidFile(pidFile);
    await pause(backoffMs(failures), signal).catch(() => {});
  }
}
