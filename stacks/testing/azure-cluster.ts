import * as pulumi from "@pulumi/pulumi";
import { azureNames } from "../cluster/azure/names.ts";
import { AzureK3s } from "../cluster/azure-k3s.ts";
import { type AzureSettings, azureSettings } from "../cluster/settings.ts";
import { azureAnswers } from "./azure.ts";
import { testRootSecret } from "./configuration.ts";
import { type Recording, record } from "./record.ts";

export const testPublicKey = `ssh-ed25519 ${"A".repeat(68)} me@acme.com`;

/** Checked settings of a small cluster, with changes. */
export const testAzureSettings = (changes: object = {}): AzureSettings =>
  azureSettings.parse({ location: "West Europe", adminCidrs: ["203.0.113.0/24"], adminPublicKey: testPublicKey, ...changes });

/** Names of the test cluster. */
export const names = azureNames("prod", testRootSecret);
export const tags = { "storefleet-environment": "prod", "managed-by": "storefleet" };
/** What every resource of the group has. */
export const inGroup = { resourceGroupName: "azure-group-name", location: "westeurope", tags };

/** Makes the cluster against mocks. */
export function makeAzureK3s(changes: object = {}): Promise<Recording<object>> {
  const make = () => {
    const cluster = new AzureK3s("azure", {
      stack: "prod",
      settings: testAzureSettings(changes),
      baseDomain: "shops.acme.com",
      podSecurityVersion: "v1.36",
      rootSecret: testRootSecret,
    });
    const secretKubeconfig = pulumi.output(pulumi.isSecret(cluster.kubeconfig));
    return { secretKubeconfig, nameServers: cluster.nameServers, address: cluster.address, identity: cluster.identity };
  };
  return record(make, { stack: "prod", config: {}, secretKeys: [], ...azureAnswers });
}
