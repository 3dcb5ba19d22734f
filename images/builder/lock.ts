import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, rmdir, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatSeconds = 2;
const staleSeconds = 20;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** @default - never given up */
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds the lock. @default - silent */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while no other process, container or caller runs under the same `path`, with a scratch folder beside it that is removed afterwards.
 * A holder that was killed is noticed by its missing heartbeat (a process id would mean nothing across containers) and its scratch folder removed.
 */
export async function withLock<T>(path: string, work: (scratch: string) => Promise<T>, options: LockOptions = {}): Promise<T> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true });
  for (let told = false; !(await taken(lock)); ) {
    if (!told) options.onWait?.();
    told = true;
    await sleep(250, undefined, { signal: options.signal });
  }
  const beat = setInterval(() => utimes(lock, new Date(), new Date()).catch(() => undefined), heartbeatSeconds * 1000);
  try {
    await removeScratch(path);
    const scratch = `${path}.${randomBytes(4).toString("hex")}.tmp`;
    await mkdir(scratch);
    return await work(scratch);
  } finally {
    clearInterval(beat);
    await removeScratch(path);
    await rmdir(lock).catch(() => undefined);
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const age = await stat(lock).then(
    (info) => (Date.now() - info.mtimeMs) / 1000,
    () => 0,
  );
  if (age > staleSeconds) await rmdir(lock).catch(() => undefined);
  return false;
}

async function removeScratch(path: string): Promise<void> {
  const own = new RegExp(`^${basename(path).replace(/[^\w-]/g, "\\$&")}\\.[0-9a-f]{8}\\.tmp$`);
  const names = await readdir(dirname(path));
  for (const name of names.filter((each) => own.test(each))) await rm(join(dirname(path), name), { recursive: true, force: true });
}
