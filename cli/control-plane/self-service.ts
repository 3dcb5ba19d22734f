import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { forgetStack } from "../../control/engine/forget-stack.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { type EngineTools, stackLayout } from "../../control/engine/stack-layout.ts";

/** Stacks of an environment's self-service stores, by what is on this machine. */
export async function selfServiceStacks(stateDir: string, environment: string): Promise<string[]> {
  const names = await readdir(join(stateDir, "stacks")).catch(() => []);
  return names.filter((name) => name.startsWith(`${environment}.`)).sort();
}

/** Destroys every self-service store of an environment, one after another. @returns how many objects were deleted */
export async function destroySelfService(
  stateDir: string,
  environment: string,
  { tools, signal, onStore }: { readonly tools: EngineTools; readonly signal: AbortSignal; readonly onStore: (stack: string) => void },
): Promise<number> {
  let deleted = 0;
  for (const stack of await selfServiceStacks(stateDir, environment)) {
    onStore(stack);
    const layout = stackLayout(stateDir, stack);
    const { summary } = await runOperation({ kind: "destroy", layout, tools, signal });
    deleted += summary.total.delete;
    await forgetStack(layout);
  }
  return deleted;
}

/** Forgets the self-service stores that went with their cluster. */
export async function forgetSelfService(stateDir: string, environment: string): Promise<void> {
  for (const stack of await selfServiceStacks(stateDir, environment))
    await forgetStack(stackLayout(stateDir, stack), { clusterIsGone: true });
}
