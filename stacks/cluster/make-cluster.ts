import { certManager } from "../add-ons/cert-manager-values.ts";
import type { StackConfig } from "../config-fields.ts";
import { Aks } from "./aks.ts";
import { AzureK3s } from "./azure-k3s.ts";
import type { MadeCluster } from "./made-cluster.ts";

/** Makes the cluster that an environment's configuration asks for. */
export function makeCluster(stack: string, config: StackConfig): MadeCluster {
  const { azure: settings, baseDomain, podSecurityVersion, rootSecret } = config;
  // On AKS cert-manager's own tokens prove who it is to Azure.
  const dnsAccount = { namespace: certManager.namespace, name: certManager.account };
  if (settings === undefined) throw new Error(`cluster ${config.cluster} needs storefleet:azure`);
  switch (config.cluster) {
    case "azure-k3s":
      return new AzureK3s("azure", { stack, settings, baseDomain, podSecurityVersion, rootSecret });
    case "aks":
      return new Aks("azure", { stack, settings, baseDomain, rootSecret, dnsAccount });
    default:
      throw new Error(`cluster ${config.cluster} is not made by Storefleet`);
  }
}
