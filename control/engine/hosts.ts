import { statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const beatMilliseconds = 2_000;
/** Longer than the claim on an operation lasts, so that a machine that only stands still for a while is not taken for dead. */
const deadMilliseconds = 30_000;

/** A machine that says that it is alive. */
export interface AnnouncedHost {
  stop(): void;
}

/**
 * Says in a shared state folder that this machine (a pod is one) is alive, until its process ends. Only then can the others tell
 * a run that it was killed with from one that still works.
 *
 * @param directory `hostsDirectory` of a stack's layout.
 */
export async function announceHost(directory: string, host = hostname()): Promise<AnnouncedHost> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const beat = () => writeFile(join(directory, host), new Date().toISOString(), { mode: 0o600 });
  await beat();
  // A full disk must not end the process; that nothing is written for long is what others go by.
  const timer = setInterval(() => void beat().catch(() => undefined), beatMilliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Whether another machine has certainly died: it said that it was alive, and has long ceased to. */
export function isHostDead(directory: string, host: string, now = Date.now()): boolean {
  if (host === hostname()) return false;
  const seen = statSync(join(directory, host), { throwIfNoEntry: false });
  return seen !== undefined && now - seen.mtimeMs > deadMilliseconds;
}
