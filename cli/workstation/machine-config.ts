import type { MachineConfig } from "../../control/engine/stack-files.ts";
import type { ClusterProvider } from "../../local/cluster/provider.ts";
import { ingressReference } from "../../local/ingress-image.ts";
import type { Tools } from "./tools.ts";

/** What a stack must know of this machine. */
export async function machineConfig(
  cluster: ClusterProvider,
  tools: Tools,
  images: Readonly<Record<string, string>>,
): Promise<MachineConfig> {
  return {
    kubeconfig: await cluster.kubeconfig(),
    images,
    ingressImage: ingressReference(tools.traefik),
    httpPort: cluster.exposes.httpPort,
    storageClass: cluster.exposes.storageClass,
    kubernetesPluginVersion: tools.kubernetesPluginVersion,
  };
}
