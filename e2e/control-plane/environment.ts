import { openEnvironment } from "../../cli/environment.ts";
import { workstationCluster } from "../../cli/workstation/cluster.ts";
import { imagesFor } from "../../cli/workstation/images.ts";
import { machineConfig } from "../../cli/workstation/machine-config.ts";
import { obtainTools } from "../../cli/workstation/tools.ts";
import type { OperationEnvironment } from "../../control/operations/operation.ts";
import { imageReferences } from "../../images/catalog.ts";

/** The running workstation cluster as the control plane sees it, with a state folder of its own. */
export async function controlEnvironment(stateDir: string): Promise<OperationEnvironment> {
  const environment = await openEnvironment({ environment: "local" });
  const cluster = await workstationCluster(environment);
  const tools = await obtainTools();
  const references = (await imageReferences(imagesFor([{ engine: "medusa" }]))) as Record<string, string>;
  return {
    name: environment.name,
    address: environment.address,
    stateDir,
    tools,
    machine: await machineConfig(cluster, tools, references),
  };
}
