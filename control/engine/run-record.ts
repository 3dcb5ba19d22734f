import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { isHostDead } from "./hosts.ts";
import { operationKinds } from "./messages.ts";
import { endProcess, isRunning, type ProcessIdentity } from "./processes.ts";
import type { StackLayout } from "./stack-layout.ts";

const identity = z.strictObject({ pid: z.int(), started: z.string(), command: z.string() });
const schema = z.strictObject({
  kind: z.enum(operationKinds),
  /** ISO 8601. */
  since: z.string(),
  host: z.string(),
  /** Process that asked for the operation. */
  caller: identity,
  /** Stores that the run may make. */
  stores: z.array(z.string()),
  /** Everything that works on the operation: its own process, the Pulumi CLI, plugins. */
  processes: z.array(identity),
});

/** Who works on a stack right now; what is left of it says that a run was killed, and which of its processes are orphans. */
export type RunRecord = z.output<typeof schema>;

const fileOf = (layout: StackLayout) => join(layout.directory, "operation.json");
/** Plugins outlive a killed engine and go on changing the cluster. */
const isPlugin = (process: ProcessIdentity) => /pulumi-(resource|language)-/.test(process.command);

/** The record of the run that works on this stack, or of one that was killed. */
export async function readRunRecord(layout: StackLayout): Promise<RunRecord | "damaged" | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(fileOf(layout), "utf8")));
    return parsed.success ? parsed.data : "damaged";
  } catch (error) {
    if (error instanceof SyntaxError) return "damaged";
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Takes a stack for a run.
 *
 * @returns false when another run has it
 */
export async function claimRun(layout: StackLayout, record: RunRecord): Promise<boolean> {
  const temporary = await writeTemporary(layout, record);
  try {
    // Unlike a rename, a link fails when the file is there: of two runs at the same moment one gets it.
    await link(temporary, fileOf(layout));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Replaces the record of one's own run. */
export async function updateRun(layout: StackLayout, record: RunRecord): Promise<void> {
  await rename(await writeTemporary(layout, record), fileOf(layout));
}

/** Gives a stack back. */
export async function releaseRun(layout: StackLayout): Promise<void> {
  await rm(fileOf(layout), { force: true });
}

async function writeTemporary(layout: StackLayout, record: RunRecord): Promise<string> {
  const temporary = `${fileOf(layout)}.${randomUUID()}.new`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  return temporary;
}

/** Process of a recorded run that still works on the stack. A plugin alone does not: it has nobody to tell. */
export function liveOwner({ hostsDirectory }: StackLayout, { host, caller, processes }: RunRecord): ProcessIdentity | undefined {
  if (host !== hostname()) return isHostDead(hostsDirectory, host) ? undefined : caller;
  if (processes.length === 0) return isRunning(caller) ? caller : undefined;
  return processes.find((process) => !isPlugin(process) && isRunning(process));
}

/**
 * Ends a run whose own process has gone while the CLI may still be there: asks it to stop, waits, and ends what is left.
 */
export async function endRun(record: RunRecord, graceMilliseconds: number): Promise<void> {
  const engine = record.processes.filter((process) => !isPlugin(process));
  for (const process of engine) endProcess(process, "SIGINT");
  await gone(engine, graceMilliseconds);
  for (const process of record.processes) endProcess(process, "SIGKILL");
  await gone(record.processes, 2000);
}

async function gone(processes: readonly ProcessIdentity[], milliseconds: number): Promise<void> {
  for (const until = Date.now() + milliseconds; processes.some(isRunning) && Date.now() < until; ) await delay(50);
}

/**
 * Ends the plugins that a killed run left behind.
 *
 * @returns those that were still running
 */
export function endOrphans(record: RunRecord): ProcessIdentity[] {
  if (record.host !== hostname()) return [];
  return record.processes.filter((process) => isPlugin(process) && endProcess(process, "SIGKILL"));
}
