import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
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
  /** Everything that works on the operation: its own process, the Pulumi CLI, plugins. */
  processes: z.array(identity),
});

/** Who works on a stack right now; what is left of it says that a run was killed, and which of its processes are orphans. */
export type RunRecord = z.output<typeof schema>;

const fileOf = (layout: StackLayout) => join(layout.directory, "operation.json");
/** Plugins outlive a killed engine and go on changing the cluster. */
const isPlugin = (process: ProcessIdentity) => /pulumi-(resource|language)-/.test(process.command);

/** The record of the run that works on this stack, or of one that was killed. */
export async function readRunRecord(layout: StackLayout): Promise<RunRecord | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(fileOf(layout), "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function writeRunRecord(layout: StackLayout, record: RunRecord): Promise<void> {
  const temporary = `${fileOf(layout)}.${process.pid}.new`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  await rename(temporary, fileOf(layout));
}

export async function removeRunRecord(layout: StackLayout): Promise<void> {
  await rm(fileOf(layout), { force: true });
}

/** Process of a recorded run that still works on the stack, plugins aside: those do nothing of their own accord for long. */
export function liveOwner(record: RunRecord): ProcessIdentity | undefined {
  if (record.host !== hostname()) return record.caller;
  return record.processes.find((process) => !isPlugin(process) && isRunning(process));
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
