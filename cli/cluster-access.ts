import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ClusterClient, openCluster } from "../control/cluster/client.ts";
import { type Environment, Refused } from "./environment.ts";
import { workstationCluster } from "./workstation/cluster.ts";

/**
 * The cluster that runs an environment's stores, or nothing when there is none yet.
 *
 * @throws {ClusterError} `not-running` when the workstation's cluster is there but stopped
 */
export async function clusterOf(environment: Environment): Promise<ClusterClient | undefined> {
  if (environment.cluster !== "local") return openCluster(await ownKubeconfig(environment));
  const cluster = await workstationCluster(environment);
  const { state } = await cluster.status();
  if (state === "absent" || state === "incomplete") return undefined;
  return openCluster(await cluster.kubeconfig());
}

/** The person's own kubeconfig, as kubectl finds it. */
async function ownKubeconfig(environment: Environment): Promise<string> {
  const file = process.env.KUBECONFIG ?? join(homedir(), ".kube", "config");
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new Refused(
      `environment ${environment.name} is not on this workstation, and ${file} cannot be read; set KUBECONFIG to its kubeconfig`,
    );
  }
}
