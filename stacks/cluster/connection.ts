import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config-fields.ts";
import { clusterIdentity } from "../kubeconfig.ts";

/** How the cluster of an environment is reached. */
export interface ClusterConnection {
  /** Text of a kubeconfig; a secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /**
   * The same as long as the cluster is the same. Plain text that the program knows without asking anyone: were it ever
   * unknown in a preview, every object in the cluster would seem to be replaced.
   */
  readonly identity: string;
}

/** The cluster that the configuration names. */
export function clusterConnection(config: StackConfig): ClusterConnection {
  const kubeconfig = config.kubeconfig ?? "";
  return { kubeconfig, identity: clusterIdentity(kubeconfig) };
}
