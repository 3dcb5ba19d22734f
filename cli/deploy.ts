import { type ClusterClient, openCluster } from "../control/cluster/client.ts";
import { whyNotReady } from "../control/cluster/diagnose.ts";
import { EngineError } from "../control/engine/errors.ts";
import type { OperationResult } from "../control/engine/messages.ts";
import { runOperation } from "../control/engine/operation.ts";
import { prepareStack } from "../control/engine/stack-files.ts";
import { stateFolder } from "../local/paths.ts";
import { engineDetail } from "./engine-progress.ts";
import type { Environment } from "./environment.ts";
import type { Step, StepHandle } from "./progress.ts";
import { rollBackFailedUpgrades } from "./roll-back.ts";
import type { Preparation } from "./workstation/prepare.ts";

/** Options of {@link deployStep}. */
export interface DeployOptions {
  readonly environment: Environment;
  readonly made: Preparation;
  readonly signal: AbortSignal;
  /** A store's pods and jobs are up: it can be proven while others still come up. */
  readonly onReleased: (store: string) => void;
  readonly onResult: (result: OperationResult) => void;
}

/** `pulumi up` of an environment's stack; stores whose upgrade failed get the release of before. */
export function deployStep({ environment, made, signal, onReleased, onResult }: DeployOptions): Step {
  return {
    title: "Stores",
    run: async (step) => {
      const { tools, machine } = made;
      if (tools === undefined || machine === undefined) throw new Error("stores are deployed before the workstation is prepared");
      const layout = await prepareStack({ stack: environment.name, stateDir: stateFolder(process.env), machine });
      const rollBack = async (error: unknown): Promise<never> => {
        if (!(error instanceof EngineError) || error.code !== "ReleaseFailed") throw error;
        step.detail("looking for upgrades that failed");
        const done = await rollBackFailedUpgrades(error.details.stores ?? [], {
          kubeconfig: machine.kubeconfig,
          binFolder: tools.binFolder,
          signal,
        });
        throw done.length === 0 ? error : new EngineError(error.code, [error.message, ...done].join("\n"), error.details);
      };
      const cluster = openCluster(machine.kubeconfig);
      const result = await runOperation({
        kind: "up",
        layout,
        tools,
        program: { declared: environment.stores },
        signal,
        onEvent: (event) => {
          const detail = engineDetail(event);
          if (detail !== undefined) step.detail(detail);
          if (event.type === "waiting" && event.store !== undefined) tellWhy(cluster, event.store, step);
          if (event.type === "finished" && event.kind === "Release" && event.store !== undefined) onReleased(event.store);
        },
      }).catch(rollBack);
      const { create, update, replace, delete: removed } = result.summary.total;
      const changes = create + update + replace + removed;
      step.title(
        changes === 0 ? "Stores: nothing changed" : `Stores: ${create} created, ${update} updated, ${replace} replaced, ${removed} deleted`,
      );
      onResult(result);
    },
  };
}

/** Helm waits to its time limit for pods that a failed setup never lets become ready; whoever watches should not have to. */
function tellWhy(cluster: ClusterClient, store: string, step: StepHandle): void {
  whyNotReady(cluster, store).then(
    (why) => {
      if (why !== undefined) step.detail(`${store}: ${why}`);
    },
    // A cluster that does not answer is the engine's to report.
    () => undefined,
  );
}
