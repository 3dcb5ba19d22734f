import { rm } from "node:fs/promises";
import { controlPlaneFiles } from "../../control/server/settings.ts";
import type { ClusterProvider } from "../../local/cluster/provider.ts";
import { stateFolder } from "../../local/paths.ts";
import type { Environment } from "../environment.ts";
import type { Step } from "../progress.ts";
import type { Preparation } from "../workstation/prepare.ts";
import { buildControlPlaneImages } from "./images.ts";
import { openInCluster } from "./in-cluster.ts";
import { type StartedControlPlane, startControlPlane } from "./start.ts";
import { stopControlPlane } from "./stop.ts";

/** Where the control plane of a workstation's environment runs. */
export const controlPlanePlaces = ["background", "in-cluster"] as const;
export type ControlPlanePlace = (typeof controlPlanePlaces)[number];

/** Where it runs when nobody says: where it ran last, at first in the background. */
export function usualPlace({ controlPlane }: Environment): ControlPlanePlace {
  return controlPlane === "running" ? "in-cluster" : "background";
}

/** Options of {@link placeSteps} and {@link startStep}. */
export interface PlaceOptions {
  readonly place: ControlPlanePlace;
  readonly environment: Environment;
  readonly cluster: ClusterProvider;
  readonly made: Preparation;
  readonly signal: AbortSignal;
}

/** Before the environment's stack is deployed: says where the control plane is to run. Of the two places one has it at a time. */
export function placeSteps({ place, environment, cluster, made, signal }: PlaceOptions): readonly Step[] {
  if (place === "in-cluster") {
    return [
      {
        title: "Control plane's image",
        run: async (step) => {
          const { references, archives, built } = await buildControlPlaneImages({ signal, onDetail: step.detail });
          await cluster.loadImages(archives, { signal });
          const { machine } = prepared(made);
          made.machine = { ...machine, images: { ...machine.images, ...references }, controlPlane: "running" };
          step.title(`Control plane's image: ${built === 0 ? "cached" : "built"}`);
          await stopControlPlane(stateFolder(process.env));
        },
      },
    ];
  }
  if (environment.controlPlane === undefined) return [];
  return [
    {
      title: "Control plane in the cluster",
      run: async (step) => {
        made.machine = { ...prepared(made).machine, controlPlane: "stopped" };
        await rm(controlPlaneFiles(stateFolder(process.env)).inCluster, { force: true });
        step.title("Control plane in the cluster: stopped, its data stay");
      },
    },
  ];
}

/** Starts the control plane, or waits for the one that the stack has started. */
export function startStep(
  options: PlaceOptions & { readonly unavailable: ReadonlyMap<string, string>; readonly onStarted: (started: StartedControlPlane) => void },
): Step {
  const { place, environment, made, signal, unavailable, onStarted } = options;
  return {
    title: "Control plane",
    run: async (step) => {
      const { tools, machine } = prepared(made);
      const stateDir = stateFolder(process.env);
      const started =
        place === "in-cluster"
          ? await openInCluster({ stateDir, environment, kubeconfig: machine.kubeconfig, binFolder: tools.binFolder, signal })
          : await startControlPlane({ stateDir, environment, tools, machine, unavailable, stores: environment.stores });
      onStarted(started);
      step.title(`Control plane: ${started.started ? "started" : "running"} at ${started.url}`);
    },
  };
}

function prepared({ tools, machine }: Preparation) {
  if (tools === undefined || machine === undefined) throw new Error("the control plane starts before the workstation is prepared");
  return { tools, machine };
}
