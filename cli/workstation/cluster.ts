import { chooseProvider } from "../../local/cluster/choose.ts";
import type { ClusterProgress, ClusterProvider } from "../../local/cluster/provider.ts";
import { type Environment, Refused } from "../environment.ts";

/**
 * The cluster of this workstation, as the environment's configuration names it or as the machine allows.
 *
 * @throws {Refused} when the environment's cluster is not a workstation's
 * @throws {ClusterError} when this machine can run none
 */
export async function workstationCluster(environment: Environment): Promise<ClusterProvider> {
  if (environment.cluster !== "local") {
    throw new Refused(
      `environment ${environment.name} runs in a cluster of its own (${environment.cluster}), which Pulumi itself manages: run pulumi up there`,
    );
  }
  const { provider, context } = environment.workstation;
  return chooseProvider({
    httpPort: environment.httpPort,
    ...(provider === undefined ? {} : { provider }),
    ...(context === undefined ? {} : { context }),
  });
}

/** A cluster's progress as one line. */
export function clusterDetail(event: ClusterProgress): string | undefined {
  if (event.type === "note") return event.message;
  return event.type === "step-started" ? event.title : undefined;
}
