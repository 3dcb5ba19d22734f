import type { StoreSpec } from "../../stores/schema.ts";
import type { StorePreview } from "../api/dependencies.ts";
import { forgetStack } from "../engine/forget-stack.ts";
import { runOperation } from "../engine/operation.ts";
import { prepareStack } from "../engine/stack-files.ts";
import type { OperationEnvironment } from "../operations/operation.ts";
import { hasStack, storeLayout } from "../operations/stack-run.ts";

/** Runs the engine's preview of one store, on its own stack. Nothing stays behind of a store that does not exist. */
export function storePreview(environment: OperationEnvironment): (spec: StoreSpec, signal: AbortSignal) => Promise<StorePreview> {
  return async (spec, signal) => {
    const layout = storeLayout(environment, spec.name);
    const exists = hasStack(layout);
    const store = JSON.parse(JSON.stringify(spec)) as Record<string, unknown>;
    const prepared = await prepareStack({
      stack: layout.stack,
      stateDir: environment.stateDir,
      machine: { ...environment.machine, store },
    });
    try {
      const { changes, summary, warnings } = await runOperation({ kind: "preview", layout: prepared, tools: environment.tools, signal });
      return { changes, counts: summary.total, warnings };
    } finally {
      if (!exists) await forgetStack(prepared);
    }
  };
}
