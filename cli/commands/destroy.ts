import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { forgetStack } from "../../control/engine/forget-stack.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { stackLayout } from "../../control/engine/stack-layout.ts";
import { stateFolder } from "../../local/paths.ts";
import { interruptible } from "../abort.ts";
import { destroyInCluster, destroySelfService } from "../control-plane/self-service.ts";
import { removeControlPlane, stopControlPlane } from "../control-plane/stop.ts";
import { engineDetail } from "../engine-progress.ts";
import { type Environment, openEnvironment, Refused } from "../environment.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { progressMode, runSteps, type Step } from "../progress.ts";
import { withRunLock } from "../run-lock.ts";
import { print } from "../terminal.ts";
import { workstationCluster } from "../workstation/cluster.ts";
import { obtainTools } from "../workstation/tools.ts";

/** `storefleet destroy`: every store with its data, then the state. */
export function registerDestroy(program: Command): void {
  withFleet(program.command("destroy"))
    .description("delete every store of the environment with its data, then the environment's state")
    .option("--yes", "do not ask", false)
    .action(async (options: CommonOptions & { readonly yes: boolean }) => {
      const environment = await openEnvironment(options);
      await confirm(environment.name, options);
      await withRunLock(stateFolder(process.env), environment.name, "destroy", () => destroy(environment, options));
    });
}

async function destroy(environment: Environment, options: CommonOptions): Promise<void> {
  const signal = interruptible();
  const layout = stackLayout(stateFolder(process.env), environment.name);
  const tools = await obtainTools({ signal });
  const stateDir = stateFolder(process.env);
  const kubeconfig = async () => (await workstationCluster(environment)).kubeconfig();
  let removed = 0;
  await runSteps(
    [
      { title: "Control plane", run: () => stopControlPlane(stateDir) },
      {
        title: "Self-service stores",
        run: async (step) => {
          const deleted = await destroySelfService(stateDir, environment.name, { tools, kubeconfig, signal, onStore: step.detail });
          removed += deleted;
          step.title(`Self-service stores: ${deleted} objects deleted`);
        },
      },
      ...(environment.controlPlane === undefined ? [] : [inClusterStep(kubeconfig, signal)]),
      {
        title: "Stores and add-ons",
        run: async (step) => {
          const { summary } = await runOperation({
            kind: "destroy",
            layout,
            tools,
            signal,
            onEvent: (event) => {
              const detail = engineDetail(event);
              if (detail !== undefined) step.detail(detail);
            },
          });
          removed += summary.total.delete;
          step.title(`Stores and add-ons: ${summary.total.delete} objects deleted`);
        },
      },
      {
        title: "State",
        run: async () => {
          await forgetStack(layout);
          await removeControlPlane(stateDir);
        },
      },
    ],
    progressMode(options.json),
  );
  print(
    options.json
      ? JSON.stringify({ environment: environment.name, deleted: removed }, null, 2)
      : "Destroyed. The cluster still runs: npm run cluster:delete removes it.",
  );
}

/** Stores whose state is in the volume of a control plane in the cluster. */
function inClusterStep(kubeconfig: () => Promise<string>, signal: AbortSignal): Step {
  return {
    title: "Stores of the control plane in the cluster",
    run: async (step) => {
      const stores = await destroyInCluster(await kubeconfig(), { signal, onStore: step.detail });
      step.title(`Stores of the control plane in the cluster: ${stores} deleted`);
    },
  };
}

/** Deleting data is never silent: a person answers, a script says `--yes`. */
async function confirm(environment: string, options: { readonly yes: boolean; readonly json: boolean }): Promise<void> {
  if (options.yes) return;
  if (options.json || !process.stdin.isTTY)
    throw new Refused(`destroying ${environment} deletes every store in it with its orders; say --yes to do so`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `This deletes every store of ${environment} with its orders. Type the environment's name to go on: `,
  );
  terminal.close();
  if (answer.trim() !== environment) throw new Refused("not confirmed; nothing was touched");
}
