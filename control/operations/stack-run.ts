import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { EngineError } from "../engine/errors.ts";
import type { OperationKind as EngineKind, OperationResult, ProgressEvent } from "../engine/messages.ts";
import { runOperation } from "../engine/operation.ts";
import { prepareStack } from "../engine/stack-files.ts";
import { type StackLayout, stackLayout } from "../engine/stack-layout.ts";
import type { OperationEnvironment, StoreEvent, StoreOperationInput } from "./operation.ts";
import type { TimeLimit } from "./time-limit.ts";

/** Files of a self-service store's own stack. */
export function storeLayout(environment: OperationEnvironment, store: string): StackLayout {
  return stackLayout(environment.stateDir, `${environment.name}.${store}`);
}

/** Whether a store's stack was ever prepared on this machine. */
export function hasStack(layout: StackLayout): boolean {
  return existsSync(layout.configFile);
}

/** What {@link runStack} runs. */
export interface StackRun {
  readonly kind: Exclude<EngineKind, "preview">;
  readonly input: Pick<StoreOperationInput, "spec" | "environment">;
  /** References of the images that the store runs. */
  readonly images: Readonly<Record<string, string>>;
  readonly limit: TimeLimit;
  /** Compare with the cluster first, so that changes by hand are undone. @default false */
  readonly refresh?: boolean;
  readonly onEngineEvent?: (event: ProgressEvent) => void;
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}

/** Runs of an engine that crashed: the next one puts right what it left, so few are enough. */
const crashes = 3;
const busyMilliseconds = 2000;

/**
 * Runs the engine on a store's stack. Runs again when the engine was killed, and waits for a run that an earlier worker left behind
 * and that still saves its state.
 *
 * @throws {EngineError}
 */
export async function runStack({
  kind,
  input,
  images,
  limit,
  refresh = false,
  onEngineEvent,
  onEvent,
}: StackRun): Promise<OperationResult> {
  const { spec, environment } = input;
  const store = JSON.parse(JSON.stringify(spec)) as Record<string, unknown>;
  const stack = `${environment.name}.${spec.name}`;
  const layout = await prepareStack({ stack, stateDir: environment.stateDir, machine: { ...environment.machine, images, store } });
  for (let crashed = 0; ; ) {
    try {
      const result = await runOperation({
        kind,
        layout,
        tools: environment.tools,
        signal: limit.signal,
        killSignal: limit.killSignal,
        refresh,
        ...(onEngineEvent === undefined ? {} : { onEvent: onEngineEvent }),
      });
      if (result.recovery !== undefined) {
        const { reason, actions } = result.recovery;
        onEvent?.({ type: "engine.recovered", level: "warning", message: [reason, ...actions].join("; ") });
      }
      return result;
    } catch (error) {
      if (!(error instanceof EngineError) || limit.signal.aborted) throw error;
      if (error.code === "EngineCrashed" && ++crashed < crashes) {
        onEvent?.({ type: "engine.crashed", level: "warning", message: firstLine(error.message) });
      } else if (error.code === "ConcurrentUpdate") {
        onEvent?.({ type: "engine.busy", level: "info", message: firstLine(error.message) });
        await pause(busyMilliseconds, undefined, { signal: limit.signal });
      } else throw error;
    }
  }
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
