import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isAlive, type ProcessInfo, processInfo } from "./processes.ts";

/** A process id with the start time that tells it from a later process with the same id. */
export type PidRecord = Pick<ProcessInfo, "pid" | "startTime">;

/** Writes the file for a running process; throws when it has ended already. */
export async function writePidFile(file: string, pid: number): Promise<PidRecord> {
  const info = await processInfo(pid);
  if (info === undefined) throw new Error(`process ${pid} ended before its pid file ${file} could be written`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${info.pid} ${info.startTime}\n`);
  await rename(`${file}.new`, file);
  return { pid: info.pid, startTime: info.startTime };
}

/** The process of a pid file while it runs; undefined when there is no file, it is damaged, or the pid belongs to another process by now. */
export async function readPidFile(file: string): Promise<PidRecord | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const match = /^(\d+) (\d+)\n$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const record = { pid: Number(match[1]), startTime: match[2] };
  return (await isAlive(record)) ? record : undefined;
}

export async function removePidFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
