import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config-fields.ts";
import { clusterIdentity } from "../kubeconfig.ts";
import type { ClusterShape } from "./capacity.ts";
import { makesCluster } from "./config-checks.ts";
import type { MadeCluster } from "./made-cluster.ts";

/** How the cluster of an environment is reached. */
export interface ClusterConnection {
  /** Text of a kubeconfig; a secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /**
   * The same as long as the cluster is the same. Plain text that the program knows without asking anyone: were it ever
   * unknown in a preview, every object in the cluster would seem to be replaced.
   */
  readonly identity: string;
  /** The cluster, when this stack makes it. */
  readonly made: MadeCluster | undefined;
}

/** Makes the cluster that a configuration asks for. */
export type MakeCluster = (stack: string, config: StackConfig) => MadeCluster;

/**
 * What makes the cluster of a configuration, or nothing when it is there already. Loaded only where it is needed: Azure's
 * classes take a second.
 */
export async function clusterMaker(config: StackConfig): Promise<MakeCluster | undefined> {
  return makesCluster(config) ? (await import("./make-cluster.ts")).makeCluster : undefined;
}

/**
 * The cluster that the configuration names.
 *
 * @param make What {@link clusterMaker} found.
 */
export function clusterConnection(stack: string, config: StackConfig, make: MakeCluster | undefined): ClusterConnection {
  if (makesCluster(config)) {
    if (make === undefined) throw new Error(`cluster ${config.cluster} needs its maker; run the program through runProgram`);
    const made = make(stack, config);
    return { kubeconfig: made.kubeconfig, identity: made.identity, made };
  }
  const kubeconfig = config.kubeconfig ?? "";
  return { kubeconfig, identity: clusterIdentity(kubeconfig), made: undefined };
}

/** Size of the cluster that a configuration makes, or nothing when its size is not ours to know. */
export function clusterShape(config: StackConfig): ClusterShape | undefined {
  if (!makesCluster(config) || config.azure === undefined) return undefined;
  const { vmSize, agents, dataDiskGiB, aks } = config.azure;
  if (config.cluster === "aks") return { kind: "aks", vmSize, maxNodes: aks.maxNodes };
  return { kind: "azure-k3s", vmSize, agents, dataDiskGiB };
}
