import * as pulumi from "@pulumi/pulumi";
import type { K3sRelease } from "../cloud-init/k3s-release.ts";
import { renderServer } from "../cloud-init/render.ts";
import type { AzureSettings } from "../settings.ts";
import type { AzureContext } from "./context.ts";
import type { BackedUpDisk } from "./disk-backup.ts";
import type { MachineSecret, Vault } from "./key-vault.ts";
import { addresses, type Network } from "./network.ts";
import { createIdentity, grant, type Identity } from "./roles.ts";
import type { SnapshotStorage } from "./snapshot-storage.ts";
import { createDataDisk, createMachine } from "./virtual-machine.ts";

/** What the server of a cluster depends on. */
export interface ServerOptions {
  readonly settings: AzureSettings;
  readonly network: Network;
  readonly vault: Vault;
  readonly snapshots: SnapshotStorage;
  readonly release: K3sRelease;
  /** Name by which the API is reached from outside. */
  readonly host: string;
  readonly podSecurityVersion: string;
  readonly deployerPublicKey: string;
  /** Identity that cert-manager uses, and the role that it needs. */
  readonly dns: { readonly identity: Identity; readonly role: pulumi.Resource };
}

const fetched: readonly MachineSecret[] = ["server-token", "agent-token", "ssh-host-key"];

/** The first machine of a cluster. Its identity may read its three secrets and write snapshots, nothing else. */
export function createServer(
  context: AzureContext,
  options: ServerOptions,
): { readonly machine: pulumi.Resource; readonly disk: BackedUpDisk } {
  const { settings, network, vault, snapshots, release, host, dns } = options;
  const name = context.names.server;
  const identity = createIdentity(context, "server");
  const roles = [
    ...fetched.map((secret) =>
      grant(`server-${secret}`, identity.principalId, { role: "keyVaultSecretsUser", scope: vault.secretIds[secret] }, context),
    ),
    grant("server-snapshots", identity.principalId, { role: "storageBlobDataContributor", scope: snapshots.containerId }, context),
  ];
  const disk = createDataDisk(context, name, settings.dataDiskGiB);
  const machine = createMachine(context, "azure-server", {
    name,
    vmSize: settings.vmSize,
    networkInterface: network.serverInterface,
    dataDisk: disk.id,
    adminPublicKey: settings.adminPublicKey,
    identities: [identity.id, dns.identity.id],
    encryptionAtHost: settings.encryptionAtHost,
    dependsOn: [...roles, dns.role],
    cloudInit: pulumi.all([identity.clientId, network.publicAddress]).apply(([identityClientId, address]) =>
      renderServer({
        release,
        vaultUrl: vault.url,
        identityClientId,
        nodeName: name,
        privateAddress: addresses.server,
        tlsNames: [host, address],
        podSecurityVersion: options.podSecurityVersion,
        snapshotUrl: snapshots.url,
        apiUrl: `https://${host}:6443`,
        deployerPublicKey: options.deployerPublicKey,
      }),
    ),
  });
  return { machine, disk: { name: `${name}-data`, id: disk.id } };
}
