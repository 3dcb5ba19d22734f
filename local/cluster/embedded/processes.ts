import { readdir, readFile, readlink } from "node:fs/promises";
import { pause } from "../steps.ts";

/** A process of this machine. */
export interface ProcessInfo {
  readonly pid: number;
  /** Clock ticks from boot to its start: with the pid it names one process for ever. */
  readonly startTime: string;
  readonly parent: number;
  /** Arguments joined by spaces; empty for kernel threads. */
  readonly command: string;
  /** Short name, as `ps -o comm`. */
  readonly name: string;
}

/** One process, or undefined when there is none (zombies count as gone). */
export async function processInfo(pid: number, proc = "/proc"): Promise<ProcessInfo | undefined> {
  try {
    const [stat, command] = await Promise.all([readFile(`${proc}/${pid}/stat`, "utf8"), readFile(`${proc}/${pid}/cmdline`, "utf8")]);
    // The name is in parentheses and may hold any character, so fields count from the last one.
    const close = stat.lastIndexOf(")");
    const fields = stat.slice(close + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return {
      pid,
      startTime: fields[19] ?? "",
      parent: Number(fields[1]),
      command: command.replaceAll("\0", " ").trim(),
      name: stat.slice(stat.indexOf("(") + 1, close),
    };
  } catch {
    return undefined;
  }
}

/** Every process of this machine. */
export async function listProcesses(proc = "/proc"): Promise<readonly ProcessInfo[]> {
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  const infos = await Promise.all(pids.map((pid) => processInfo(pid, proc)));
  return infos.filter((info) => info !== undefined);
}

/** The program file that a process runs, without the kernel's " (deleted)". Undefined for kernel threads and strangers. */
export async function executable(pid: number, proc = "/proc"): Promise<string | undefined> {
  const target = await readlink(`${proc}/${pid}/exe`).catch(() => undefined);
  return target?.replace(/ \(deleted\)$/, "");
}

/** True while the very process is there: a later one with the same pid is another. */
export async function isAlive(process: Pick<ProcessInfo, "pid" | "startTime">): Promise<boolean> {
  return (await processInfo(process.pid))?.startTime === process.startTime;
}

/** Sends a signal to the very process; nothing happens when it is gone. */
export async function sendSignal(target: Pick<ProcessInfo, "pid" | "startTime">, signal: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(target))) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asks the processes to end, waits up to `graceMs`, then kills what is left. Returns when all are gone. */
export async function endProcesses(targets: readonly Pick<ProcessInfo, "pid" | "startTime">[], graceMs: number): Promise<void> {
  await Promise.all(targets.map((target) => sendSignal(target, "SIGTERM")));
  if (await allGone(targets, graceMs)) return;
  await Promise.all(targets.map((target) => sendSignal(target, "SIGKILL")));
  await allGone(targets, 5000);
}

/** Waits until none of the processes is there; false when time is up. */
export async function allGone(targets: readonly Pick<ProcessInfo, "pid" | "startTime">[], timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const alive = await Promise.all(targets.map(isAlive));
    if (!alive.includes(true)) return true;
    if (performance.now() >= deadline) return false;
    await pause(50);
  }
}
