import type { MachineConfig } from "../../control/engine/stack-files.ts";
import type { ClusterProvider } from "../../local/cluster/provider.ts";
import { ensureHostTools } from "../../local/debian-packages.ts";
import { buildIngressImage } from "../../local/ingress-image.ts";
import { cacheFolder } from "../../local/paths.ts";
import type { Environment } from "../environment.ts";
import type { Step } from "../progress.ts";
import { clusterDetail } from "./cluster.ts";
import { buildFleetImages, type FleetImages } from "./images.ts";
import { machineConfig } from "./machine-config.ts";
import { obtainTools, type Tools } from "./tools.ts";

/** What the steps of {@link preparationSteps} have made, once they have run. */
export interface Preparation {
  tools?: Tools;
  images?: FleetImages;
  machine?: MachineConfig;
}

/** Makes the workstation ready for an environment: tools and cluster on one side, images on the other, then images into the cluster. */
export function preparationSteps(
  environment: Environment,
  cluster: ClusterProvider,
  made: Preparation,
  signal: AbortSignal,
): readonly Step[] {
  return [
    {
      title: "Workstation",
      parallel: true,
      steps: [
        {
          title: "Tools and cluster",
          run: async (step) => {
            made.tools = await obtainTools({ signal, onDetail: step.detail });
            const { changed, from } = await cluster.start({
              signal,
              onProgress: (event) => {
                const detail = clusterDetail(event);
                if (detail !== undefined) step.detail(detail);
              },
            });
            step.title(
              `Tools and cluster: ${changed ? `${cluster.name} cluster ${from === "absent" ? "created" : "started"}` : "running"}`,
            );
          },
        },
        {
          title: "Images",
          run: async (step) => {
            if (cluster.name === "embedded") await ensureHostTools({ signal });
            made.images = await buildFleetImages(environment.stores, { signal, onDetail: step.detail });
            const { built, archives } = made.images;
            step.title(built === 0 ? `Images: all ${archives.length} cached` : `Images: ${built} of ${archives.length} built`);
          },
        },
      ],
    },
    {
      title: "Images into the cluster",
      run: async () => {
        const { tools, images } = need(made);
        const ingress = await buildIngressImage(tools.traefik, cacheFolder(process.env));
        await cluster.loadImages([ingress.file, ...images.archives], { signal });
        made.machine = await machineConfig(cluster, tools, images.references);
      },
    },
  ];
}

function need(made: Preparation): { tools: Tools; images: FleetImages } {
  const { tools, images } = made;
  if (tools === undefined || images === undefined) throw new Error("images are loaded before tools and images were made");
  return { tools, images };
}
