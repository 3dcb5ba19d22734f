import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { deployer } from "../cloud-init/paths.ts";
import type { SshKey } from "./ssh-key.ts";

/** How the new cluster is asked for its kubeconfig. */
export interface KubeconfigOptions {
  /** Name or address of the server. Known before it exists. */
  readonly host: string;
  readonly hostKey: SshKey;
  readonly deployerKey: SshKey;
  /** A new number asks again. */
  readonly accessVersion: number;
}

/**
 * Dials after which the server counts as dead. A machine needs some minutes to start, and shows the pinned key only when it has
 * fetched it; the pause between two dials grows to 5 s, so this is a quarter of an hour.
 */
const mostDials = 180;

/**
 * Kubeconfig of the deployment's account, fetched once over SSH from the server with the one key that it may have.
 *
 * None of its arguments depends on another resource: were one unknown in a preview, the kubeconfig would be unknown, and with
 * it everything in the cluster. `dependsOn` alone makes it wait.
 */
export function fetchKubeconfig(options: KubeconfigOptions, resourceOptions: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const { host, hostKey, deployerKey, accessVersion } = options;
  const fetched = new command.remote.Command(
    "azure-kubeconfig",
    {
      connection: {
        host,
        user: deployer.user,
        hostKey: hostKey.publicKey,
        privateKey: pulumi.secret(deployerKey.privateKey),
        dialErrorLimit: mostDials,
        perDialTimeout: 15,
      },
      // The key may run nothing else on the server, whatever is asked for here.
      create: "kubeconfig",
      addPreviousOutputInEnv: false,
      logging: command.remote.Logging.None,
      triggers: [accessVersion],
    },
    { ...resourceOptions, additionalSecretOutputs: ["stdout", "stderr"], customTimeouts: { create: "40m" } },
  );
  return pulumi.secret(fetched.stdout);
}
