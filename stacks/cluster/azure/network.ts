import * as network from "@pulumi/azure-native/network/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** Addresses of the virtual network; apart from k3s's 10.42.0.0/16 and 10.43.0.0/16. */
export const addresses = {
  network: "10.60.0.0/16",
  subnet: "10.60.0.0/24",
  server: "10.60.0.10",
  /** Agent machines, counted from 0. */
  agent: (index: number) => `10.60.0.${20 + index}`,
} as const;

/** The network of an environment. */
export interface Network {
  /** Public IPv4 address of the server; shops and the API answer there. */
  readonly publicAddress: pulumi.Output<string>;
  readonly serverInterface: pulumi.Output<string>;
  readonly agentInterfaces: readonly pulumi.Output<string>[];
}

/** What {@link createNetwork} depends on. */
export interface NetworkOptions {
  readonly adminCidrs: readonly string[];
  readonly agents: number;
}

/** Shops from everywhere; SSH and the Kubernetes API from the administrators' networks only. Azure denies the rest by default. */
function serverRules(adminCidrs: readonly string[]) {
  const inbound = { direction: "Inbound", access: "Allow", protocol: "Tcp", sourcePortRange: "*", destinationAddressPrefix: "*" };
  return [
    { name: "shops", priority: 100, ...inbound, sourceAddressPrefix: "Internet", destinationPortRanges: ["80", "443"] },
    { name: "administration", priority: 110, ...inbound, sourceAddressPrefixes: [...adminCidrs], destinationPortRanges: ["22", "6443"] },
  ];
}

/** Virtual network, addresses and interfaces of the machines. */
export function createNetwork(context: AzureContext, { adminCidrs, agents }: NetworkOptions): Network {
  const { names, group, location, tags, options } = context;
  const common = { resourceGroupName: group, location, tags };
  const vnet = new network.VirtualNetwork(
    "azure-network",
    { virtualNetworkName: names.network, addressSpace: { addressPrefixes: [addresses.network] }, ...common },
    options,
  );
  const subnet = new network.Subnet(
    "azure-subnet",
    {
      subnetName: "machines",
      virtualNetworkName: vnet.name,
      resourceGroupName: group,
      addressPrefix: addresses.subnet,
      // A machine reaches the Internet by its own address or not at all.
      defaultOutboundAccess: false,
    },
    options,
  );
  const securityGroup = (purpose: string, securityRules: ReturnType<typeof serverRules>) =>
    new network.NetworkSecurityGroup(
      `azure-firewall-${purpose}`,
      { networkSecurityGroupName: `${names.network}-${purpose}`, securityRules, ...common },
      options,
    );
  const publicAddress = (purpose: string, more: object, protect: boolean) =>
    new network.PublicIPAddress(
      `azure-address-${purpose}`,
      {
        publicIpAddressName: `${names.network}-${purpose}`,
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
        ...more,
        ...common,
      },
      { ...options, protect },
    );
  const networkInterface = (purpose: string, address: string, firewall: pulumi.Output<string>, publicId: pulumi.Output<string>) =>
    new network.NetworkInterface(
      `azure-interface-${purpose}`,
      {
        networkInterfaceName: `${names.network}-${purpose}`,
        enableAcceleratedNetworking: true,
        networkSecurityGroup: { id: firewall },
        ipConfigurations: [
          {
            name: "primary",
            primary: true,
            subnet: { id: subnet.id },
            // etcd and the agents know the server by this address.
            privateIPAllocationMethod: "Static",
            privateIPAddress: address,
            publicIPAddress: { id: publicId },
          },
        ],
        ...common,
      },
      options,
    );

  // DNS records of shops, at registrars too, point to it.
  const server = publicAddress("server", { dnsSettings: { domainNameLabel: names.dnsLabel } }, true);
  const serverFirewall = securityGroup("server", serverRules(adminCidrs));
  const agentFirewall = agents === 0 ? undefined : securityGroup("agent", []);
  return {
    publicAddress: server.ipAddress.apply((address) => address ?? ""),
    serverInterface: networkInterface("server", addresses.server, serverFirewall.id, server.id).id,
    agentInterfaces: Array.from({ length: agentFirewall === undefined ? 0 : agents }, (_, index) => {
      // For what the agent asks of the Internet; nobody gets in, because its firewall allows nothing.
      const egress = publicAddress(`agent-${index}`, {}, false);
      return networkInterface(`agent-${index}`, addresses.agent(index), (agentFirewall ?? serverFirewall).id, egress.id).id;
    }),
  };
}
