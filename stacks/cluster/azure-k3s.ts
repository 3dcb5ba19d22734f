import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { createAgents } from "./azure/agents.ts";
import { createContext } from "./azure/context.ts";
import { createDiskBackup } from "./azure/disk-backup.ts";
import { createDnsZone } from "./azure/dns-zone.ts";
import { createVault, type MachineSecret } from "./azure/key-vault.ts";
import { fetchKubeconfig } from "./azure/kubeconfig.ts";
import { azureHost, azureNames } from "./azure/names.ts";
import { createNetwork } from "./azure/network.ts";
import { createIdentity, grant } from "./azure/roles.ts";
import { createServer } from "./azure/server.ts";
import { createSnapshotStorage } from "./azure/snapshot-storage.ts";
import { type SshKey, sshKey } from "./azure/ssh-key.ts";
import { releaseOf } from "./cloud-init/k3s-release.ts";
import { deriveForCluster, deriveToken } from "./derive.ts";
import type { MadeCluster } from "./made-cluster.ts";
import type { AzureSettings } from "./settings.ts";

/** Arguments of {@link AzureK3s}. */
export interface AzureK3sArgs {
  readonly stack: string;
  readonly settings: AzureSettings;
  readonly baseDomain: string;
  /** Such as `v1.36`. */
  readonly podSecurityVersion: string;
  /** Base64; keys, tokens and unique names are derived from it. */
  readonly rootSecret: string;
}

/** Keys and tokens of a cluster. */
interface AccessKeys {
  readonly host: SshKey;
  readonly deployer: SshKey;
  readonly secrets: Readonly<Record<MachineSecret, string>>;
}

function accessKeys({ rootSecret, stack, settings: { accessVersion } }: AzureK3sArgs): AccessKeys {
  const seed = (purpose: "ssh-host-key" | "ssh-deployer-key") => deriveForCluster(rootSecret, stack, purpose, accessVersion, 32);
  const host = sshKey(seed("ssh-host-key"), `host@${stack}`);
  return {
    host,
    deployer: sshKey(seed("ssh-deployer-key"), `deployer@${stack}`),
    secrets: {
      "ssh-host-key": host.privateKey,
      // Never another one: it decrypts the snapshots of the datastore.
      "server-token": deriveToken(rootSecret, stack, "k3s-server-token", 1),
      "agent-token": deriveToken(rootSecret, stack, "k3s-agent-token", accessVersion),
    },
  };
}

/**
 * A k3s cluster on Azure machines: one server with everything that it must not lose on a data disk of its own, and agents
 * where one machine is not enough.
 */
export class AzureK3s extends pulumi.ComponentResource implements MadeCluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly identity: string;
  readonly address: pulumi.Output<string>;
  readonly nameServers: pulumi.Output<readonly string[]>;
  readonly secretsProvider: string;
  readonly dnsSolver: MadeCluster["dnsSolver"];
  readonly loadBalancer = undefined;

  constructor(name: string, args: AzureK3sArgs, options: pulumi.ComponentResourceOptions = {}) {
    // The root secret must not be stored with the component.
    super("storefleet:index:AzureK3s", name, {}, options);
    const { stack, settings, rootSecret, podSecurityVersion } = args;
    const release = releaseOf(settings.k3s);
    const names = azureNames(stack, rootSecret);
    const host = azureHost(names.dnsLabel, settings.location);
    const keys = accessKeys(args);
    const subscription = settings.subscriptionId === undefined ? {} : { subscriptionId: settings.subscriptionId };
    const provider = new Provider("azure", subscription, { parent: this });
    const context = createContext({ stack, names, location: settings.location, options: { parent: this, provider } });

    const network = createNetwork(context, settings);
    const zone = createDnsZone(context, args.baseDomain, network.publicAddress);
    const dnsIdentity = createIdentity(context, "dns");
    const dnsRole = grant("dns-zone", dnsIdentity.principalId, { role: "dnsZoneContributor", scope: zone.id }, context);
    const vault = createVault(context, keys.secrets);
    const snapshots = createSnapshotStorage(context, settings.snapshotRedundancy);
    const server = createServer(context, {
      settings,
      network,
      vault,
      snapshots,
      release,
      host,
      podSecurityVersion,
      deployerPublicKey: keys.deployer.publicKey,
      dns: { identity: dnsIdentity, role: dnsRole },
    });
    const agentDisks = createAgents(context, { settings, network, vault, release });
    createDiskBackup(context, [server.disk, ...agentDisks]);

    this.kubeconfig = fetchKubeconfig(
      { host, hostKey: keys.host, deployerKey: keys.deployer, accessVersion: settings.accessVersion },
      { parent: this, dependsOn: [server.machine] },
    );
    this.identity = `azure-k3s/${stack}/${names.server}`;
    this.address = network.publicAddress;
    this.nameServers = zone.nameServers;
    this.secretsProvider = vault.secretsProvider;
    this.dnsSolver = {
      subscriptionId: context.subscriptionId,
      resourceGroup: context.group,
      zone: args.baseDomain,
      clientId: dnsIdentity.clientId,
      workloadIdentity: false,
    };
    this.registerOutputs({ address: this.address, nameServers: this.nameServers });
  }
}
