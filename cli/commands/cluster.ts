import type { Command } from "commander";
import { forgetStack } from "../../control/engine/forget-stack.ts";
import { stackLayout } from "../../control/engine/stack-layout.ts";
import type { ClusterProvider, OperationOptions } from "../../local/cluster/provider.ts";
import { stateFolder } from "../../local/paths.ts";
import { interruptible } from "../abort.ts";
import { forgetSelfService } from "../control-plane/self-service.ts";
import { removeControlPlane, stopControlPlane } from "../control-plane/stop.ts";
import { openEnvironment } from "../environment.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { progressMode, runSteps } from "../progress.ts";
import { withRunLock } from "../run-lock.ts";
import { print } from "../terminal.ts";
import { clusterDetail, workstationCluster } from "../workstation/cluster.ts";

type Operation = "start" | "stop" | "delete";

const operations: Readonly<Record<Operation, { readonly description: string; readonly title: string; readonly done: string }>> = {
  start: { description: "create or start the workstation's cluster", title: "Start the cluster", done: "Cluster running" },
  stop: {
    description: "stop the cluster and every process of it; data stays",
    title: "Stop the cluster",
    done: "Cluster stopped, data kept",
  },
  delete: {
    description: "remove the cluster with all data, processes, mounts, interfaces and rules",
    title: "Delete the cluster",
    done: "Cluster deleted",
  },
};

/** `storefleet cluster …`: the workstation's cluster itself. */
export function registerClusterCommands(program: Command): void {
  const group = program.command("cluster").description("the workstation's cluster: start, stop, status, delete");
  for (const [operation, { description }] of Object.entries(operations) as [Operation, (typeof operations)[Operation]][]) {
    withFleet(group.command(operation))
      .description(description)
      .action((options: CommonOptions) => run(operation, options));
  }
  withFleet(group.command("status"))
    .description("show whether the cluster runs")
    .action(async (options: CommonOptions) => {
      const cluster = await clusterFor(options);
      const status = { provider: cluster.name, ...(await cluster.status()) };
      print(options.json ? JSON.stringify(status, null, 2) : `${status.provider} cluster: ${status.state} (${status.detail})`);
    });
}

async function run(operation: Operation, options: CommonOptions): Promise<void> {
  const cluster = await clusterFor(options);
  const signal = interruptible();
  const { title, done } = operations[operation];
  await withRunLock(stateFolder(process.env), options.environment, `cluster ${operation}`, () =>
    runSteps(
      [
        {
          title,
          run: async (step) => {
            await perform(cluster, operation, options.environment, {
              signal,
              onProgress: (event) => {
                const detail = clusterDetail(event);
                if (detail !== undefined) step.detail(detail);
              },
            });
            step.title(done);
          },
        },
      ],
      progressMode(options.json),
    ),
  );
  if (options.json) print(JSON.stringify({ provider: cluster.name, ...(await cluster.status()) }, null, 2));
}

async function perform(cluster: ClusterProvider, operation: Operation, environment: string, options: OperationOptions): Promise<void> {
  const stateDir = stateFolder(process.env);
  if (operation === "start") await cluster.start(options);
  else {
    // It works on the cluster: it ends first.
    await stopControlPlane(stateDir);
    await cluster[operation](options);
  }
  // The stores went with their cluster; a state that still lists them would stop the next start. Somebody else's cluster stays.
  if (operation === "delete" && cluster.name !== "existing-context") {
    await forgetSelfService(stateDir, environment);
    await forgetStack(stackLayout(stateDir, environment), { clusterIsGone: true });
    await removeControlPlane(stateDir);
  }
}

async function clusterFor(options: CommonOptions): Promise<ClusterProvider> {
  return workstationCluster(await openEnvironment(options));
}
