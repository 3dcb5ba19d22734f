import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Another command already changes this environment. */
export class EnvironmentBusy extends Error {
  constructor(environment: string, holder: Holder) {
    super(
      `environment ${environment} is being changed by "storefleet ${holder.command}" (process ${holder.pid}, since ${holder.since}); ` +
        "wait until it ends, or stop it with Ctrl-C in its terminal. Nothing was touched.",
    );
    this.name = "EnvironmentBusy";
  }
}

interface Holder {
  readonly pid: number;
  /** Start of the process in clock ticks since boot: tells a re-used pid apart. Empty where /proc does not exist. */
  readonly started: string;
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Runs `work` as the only command that changes an environment. A lock whose holder is dead is taken over.
 *
 * @throws {EnvironmentBusy} at once when a living process holds it
 */
export async function withRunLock<T>(stateFolder: string, environment: string, command: string, work: () => Promise<T>): Promise<T> {
  const file = join(stateFolder, "runs", `${environment}.lock`);
  await mkdir(join(stateFolder, "runs"), { recursive: true, mode: 0o700 });
  const mine: Holder = { pid: process.pid, started: await startTime(process.pid), command, since: new Date().toISOString() };
  for (;;) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readHolder(file);
    if (holder !== undefined && (await isAlive(holder))) throw new EnvironmentBusy(environment, holder);
    await rm(file, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    // Half written by a process that was killed, or gone meanwhile.
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return (await startTime(holder.pid)) === holder.started;
}

async function startTime(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The command name, in parentheses, may hold spaces; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A killed process stays in the table until its parent has asked for its exit code; it runs no more.
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
