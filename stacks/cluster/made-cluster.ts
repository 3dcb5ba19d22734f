import type * as pulumi from "@pulumi/pulumi";

/** How cert-manager may write into the DNS zone of the base domain. */
export interface DnsSolver {
  readonly subscriptionId: pulumi.Output<string>;
  readonly resourceGroup: pulumi.Output<string>;
  readonly zone: string;
  /** Client id of the identity that may. */
  readonly clientId: pulumi.Output<string>;
  /** True where a pod proves itself with its own token, false where it uses the machine's identity. */
  readonly workloadIdentity: boolean;
}

/** A public address of Azure by which a Service of type LoadBalancer answers. */
export interface LoadBalancerAddress {
  readonly addressName: string;
  readonly resourceGroup: string;
}

/** A cluster that the environment's own stack makes. */
export interface MadeCluster {
  /** Kubeconfig of the deployment's account; a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The same as long as the cluster is the same; plain text that needs nobody to be asked. */
  readonly identity: string;
  /** Public address that shops answer at. */
  readonly address: pulumi.Output<string>;
  /** What the base domain's registrar must name. */
  readonly nameServers: pulumi.Output<readonly string[]>;
  /** Argument of `pulumi stack change-secrets-provider`; undefined: the environment has no vault. */
  readonly secretsProvider: string | undefined;
  readonly dnsSolver: DnsSolver;
  /** Public address that a load balancer takes; undefined: machines have their own. */
  readonly loadBalancer: LoadBalancerAddress | undefined;
}
