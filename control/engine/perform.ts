import { ConcurrentUpdateError, type EngineEvent, LocalWorkspace, type OutputMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { runProgram } from "../../stacks/program.ts";
import { isSelfService } from "../../stacks/stack-name.ts";
import { loadStores, storesFor } from "../../stores/load.ts";
import { StoreProblems } from "../../stores/problems.ts";
import declaredStores from "../../stores/stores.ts";
import { isDead, parseLockOwners } from "./lock-owner.ts";
import type { OperationResult, ProgressEvent, Recovery, RunRequest } from "./messages.ts";
import { findLeftovers, recoverStack } from "./recover.ts";
import { Tracker } from "./tracker.ts";
import { translateError } from "./translate-error.ts";

/** How {@link perform} is told to stop, and tells what happens. */
export interface PerformOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProgressEvent) => void;
  /** Told before anything is changed: the stores that the run may make. */
  readonly onStores: (stores: readonly string[]) => void;
}

/** Seconds between two reminders that a release is still waiting. */
const reminderSeconds = 5;

/**
 * Runs one operation in this process, whose environment says which CLI, backend and passphrase to use.
 *
 * @throws {EngineError}
 */
export async function perform(request: RunRequest, { signal, onEvent, onStores }: PerformOptions): Promise<OperationResult> {
  const startedAt = Date.now();
  const tracker = new Tracker();
  const reminder = setInterval(() => tracker.waiting().forEach(onEvent), reminderSeconds * 1000);
  try {
    const stack = await openStack(request);
    const wanted = request.kind === "up" ? wantedStores(request) : [];
    onStores(wanted);
    const run = () => execute(stack, request, signal, (event) => tracker.consume(event).forEach(onEvent));
    const { recovery, outputs } = await runOrRecover(stack, request, wanted, run, onEvent);
    return {
      kind: request.kind,
      seconds: (Date.now() - startedAt) / 1000,
      summary: tracker.summary(),
      changes: tracker.changes,
      outputs: plainOutputs(outputs),
      warnings: tracker.diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message),
      ...(recovery === undefined ? {} : { recovery }),
      leftovers: request.kind === "up" ? await findLeftovers(stack, request.unclean?.stores ?? []) : [],
    };
  } catch (error) {
    throw translateError({ error, diagnostics: tracker.diagnostics, cancelled: signal.aborted, stack: request.stack });
  } finally {
    clearInterval(reminder);
  }
}

async function openStack({ kind, stack, directory, program: options }: RunRequest): Promise<Stack> {
  const { declared, guardrailsOnly } = options;
  const inline = () => runProgram({ guardrailsOnly, ...(declared === undefined ? {} : { declared }) });
  const workspace = await LocalWorkspace.create({ workDir: directory, program: inline });
  // Only what can make a store may make a stack.
  return kind === "up" || kind === "preview" ? Stack.createOrSelect(stack, workspace) : Stack.select(stack, workspace);
}

/** Stores that an `up` may make. A fleet with mistakes makes none: the program refuses it. */
function wantedStores({ stack, program: { declared } }: RunRequest): string[] {
  if (isSelfService(stack)) return [stack.slice(stack.indexOf(".") + 1)];
  try {
    return storesFor(loadStores(declared ?? declaredStores), stack).map(({ name }) => name);
  } catch (error) {
    if (error instanceof StoreProblems) return [];
    throw error;
  }
}

async function execute(
  stack: Stack,
  request: RunRequest,
  signal: AbortSignal,
  onEngineEvent: (event: EngineEvent) => void,
): Promise<OutputMap> {
  const options = {
    signal,
    onEvent: onEngineEvent,
    color: "never" as const,
    suppressProgress: true,
    ...(request.message === undefined ? {} : { message: request.message }),
  };
  switch (request.kind) {
    case "up":
      return (await stack.up({ ...options, refresh: request.refresh })).outputs;
    case "preview":
      await stack.preview({ ...options, refresh: request.refresh });
      return {};
    case "refresh":
      await stack.refresh(options);
      return stack.outputs();
    case "destroy":
      await stack.destroy({ ...options, refresh: request.refresh });
      return {};
  }
}

/** Runs; when an earlier run was killed, puts right what it left and runs again. */
async function runOrRecover(
  stack: Stack,
  request: RunRequest,
  wanted: readonly string[],
  run: () => Promise<OutputMap>,
  onEvent: PerformOptions["onEvent"],
): Promise<{ recovery?: Recovery; outputs: OutputMap }> {
  const recoverFirst = async (reason: string): Promise<{ recovery: Recovery; outputs: OutputMap }> => {
    onEvent({ type: "phase", phase: "recovering", message: reason });
    await stack.cancel();
    const actions = await recoverStack(stack, [...wanted, ...(request.unclean?.stores ?? [])]);
    onEvent({ type: "phase", phase: "running", message: request.kind });
    return { recovery: { reason, actions }, outputs: await run() };
  };
  if (request.unclean !== undefined) return recoverFirst(request.unclean.reason);
  onEvent({ type: "phase", phase: "running", message: request.kind });
  try {
    return { outputs: await run() };
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    const owners = parseLockOwners(error.message);
    if (owners.length === 0 || !owners.every(isDead)) throw error;
    const [{ pid, since }] = owners as [(typeof owners)[number]];
    return recoverFirst(`an earlier run (process ${pid}, ${since}) was killed and left its lock`);
  }
}

/** Outputs that anybody may see; a secret one would be a mistake in the program, and is dropped. */
function plainOutputs(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).flatMap(([name, { value, secret }]) => (secret ? [] : [[name, value]])));
}
