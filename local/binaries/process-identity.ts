import { readFile } from "node:fs/promises";

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time where the system tells them (Linux); "" elsewhere. */
  readonly started: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: await startOf(process.pid) };
}

/** Whether that very process still runs. One that has ended and only waits to be collected by its parent does not. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const fields = await statFields(identity.pid);
  if (fields?.[STATE] === "Z" || fields?.[STATE] === "X") return false;
  return identity.started === "" || identity.started === (await startOf(identity.pid));
}

// Positions behind the command's closing parenthesis in /proc/<pid>/stat.
const STATE = 0;
const START_TIME = 19;

async function startOf(pid: number): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => undefined);
  const time = (await statFields(pid))?.[START_TIME];
  return boot && time ? `${boot.trim()}/${time}` : "";
}

async function statFields(pid: number): Promise<readonly string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The command may itself contain spaces and parentheses.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}
