import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once a second while somebody else holds the lock. */
  readonly onWait?: (owner: ProcessIdentity) => void;
}

const POLL_MILLISECONDS = 200;

/**
 * Runs `work` while holding the lock file; waits for another holder, and takes the lock from one that has died.
 *
 * Two processes that find the same dead holder in the same instant may, very rarely, both go on. Users of the lock publish by
 * rename, so that this costs work twice but breaks nothing.
 */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const content = JSON.stringify({ ...(await ownIdentity()), token: randomUUID() });
  await mkdir(dirname(file), { recursive: true });
  await acquire(file, content, options);
  try {
    return await work();
  } finally {
    if ((await readOrEmpty(file)) === content) await rm(file, { force: true });
  }
}

async function acquire(file: string, content: string, { signal, onWait }: LockOptions): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    if (await tryCreate(file, content)) return;
    const held = await readOrEmpty(file);
    const owner = parse(held);
    if (held !== "" && (!owner || !(await isAlive(owner)))) {
      await takeAway(file, held);
      continue;
    }
    if (owner && attempt % (1_000 / POLL_MILLISECONDS) === 0) onWait?.(owner);
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Linking a finished file makes the lock appear with its whole content or not at all. */
async function tryCreate(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function takeAway(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  // Somebody may have replaced the dead lock between our reading and our renaming: give it back.
  if ((await readOrEmpty(aside)) !== expected) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readOrEmpty(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

function parse(content: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(content) as Partial<ProcessIdentity>;
    return typeof value.pid === "number" && typeof value.started === "string" ? { pid: value.pid, started: value.started } : undefined;
  } catch {
    return undefined;
  }
}
