import type { K3sRelease } from "../cloud-init/k3s-release.ts";
import { renderAgent } from "../cloud-init/render.ts";
import type { AzureSettings } from "../settings.ts";
import type { AzureContext } from "./context.ts";
import type { BackedUpDisk } from "./disk-backup.ts";
import type { Vault } from "./key-vault.ts";
import { addresses, type Network } from "./network.ts";
import { createIdentity, grant } from "./roles.ts";
import { createDataDisk, createMachine } from "./virtual-machine.ts";

/** What the agents of a cluster depend on. */
export interface AgentsOptions {
  readonly settings: AzureSettings;
  readonly network: Network;
  readonly vault: Vault;
  readonly release: K3sRelease;
}

/**
 * Machines that join the server, each with a data disk for the volumes of its own pods. They share one identity, which may
 * read the agents' join token and nothing else.
 *
 * @returns their disks
 */
export function createAgents(context: AzureContext, { settings, network, vault, release }: AgentsOptions): BackedUpDisk[] {
  if (network.agentInterfaces.length === 0) return [];
  const identity = createIdentity(context, "agent");
  const role = grant(
    "agent-agent-token",
    identity.principalId,
    { role: "keyVaultSecretsUser", scope: vault.secretIds["agent-token"] },
    context,
  );
  return network.agentInterfaces.map((networkInterface, index) => {
    const name = context.names.agent(index);
    const disk = createDataDisk(context, name, settings.dataDiskGiB);
    createMachine(context, `azure-agent-${index}`, {
      name,
      vmSize: settings.vmSize,
      networkInterface,
      dataDisk: disk.id,
      adminPublicKey: settings.adminPublicKey,
      identities: [identity.id],
      encryptionAtHost: settings.encryptionAtHost,
      dependsOn: [role],
      cloudInit: identity.clientId.apply((identityClientId) =>
        renderAgent({
          release,
          vaultUrl: vault.url,
          identityClientId,
          nodeName: name,
          privateAddress: addresses.agent(index),
          serverAddress: addresses.server,
          index,
        }),
      ),
    });
    return { name: `${name}-data`, id: disk.id };
  });
}
