import { setTimeout as pause } from "node:timers/promises";
import { storeAdminUrl, storeUrl } from "../../../constructs/names.ts";
import {
  OperationFailed,
  type OperationFailure,
  type RunStoreOperation,
  type StoreOperationInput,
  type StoreStep,
  stepsOf,
} from "../operation.ts";

/** Options of {@link simulateOperations}. */
export interface SimulationOptions {
  /** How long each step takes, in milliseconds. @default 0 */
  readonly stepMilliseconds?: number | ((input: StoreOperationInput, step: StoreStep) => number);
  /** Says which operation fails and how. @default - none fails */
  readonly fail?: (input: StoreOperationInput) => OperationFailure | undefined;
  /** Told when an operation begins and ends. */
  readonly onRun?: (input: StoreOperationInput, phase: "begin" | "end") => void;
}

const jobLines: Readonly<Record<string, readonly string[]>> = {
  migrate: ["Running migrations", "Migrations are up to date"],
  seed: ["Creating sample products", "Seed finished"],
};

/** Operations that touch no cluster, for tests of what is above them: same steps, lines, errors and results as the real ones. */
export function simulateOperations(options: SimulationOptions = {}): RunStoreOperation {
  const { stepMilliseconds = 0, fail, onRun } = options;
  return async (input, context) => {
    const started = performance.now();
    const { kind, spec, revision, environment } = input;
    const failure = fail?.(input);
    onRun?.(input, "begin");
    try {
      for (const step of stepsOf(kind)) {
        const began = performance.now();
        const seconds = () => (performance.now() - began) / 1000;
        context.onStep?.(step, "running", 0);
        for (const line of jobLines[step] ?? []) context.onLog?.(step, line);
        try {
          const milliseconds = typeof stepMilliseconds === "number" ? stepMilliseconds : stepMilliseconds(input, step);
          await pause(milliseconds, undefined, { signal: context.signal });
        } catch {
          context.onStep?.(step, "failed", seconds());
          throw new OperationFailed({ code: "Cancelled", message: "Stopped as asked; run the same again to go on.", step });
        }
        if (failure !== undefined && (failure.step ?? step) === step) {
          context.onStep?.(step, "failed", seconds());
          throw new OperationFailed({ ...failure, step });
        }
        context.onStep?.(step, "succeeded", seconds());
      }
    } finally {
      onRun?.(input, "end");
    }
    const seconds = (performance.now() - started) / 1000;
    const proven = kind !== "delete" && kind !== "suspend";
    return {
      ...(proven
        ? {
            proof: {
              orderId: `order_${spec.name}_${revision}`,
              total: "29.00",
              currency: spec.currency,
              at: new Date().toISOString(),
              seconds,
              revision,
            },
          }
        : {}),
      seconds,
      url: storeUrl(spec.name, environment.address),
      adminUrl: storeAdminUrl(spec.name, spec.engine, environment.address),
    };
  };
}
