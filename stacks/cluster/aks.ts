import * as containerservice from "@pulumi/azure-native/containerservice/index.js";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as network from "@pulumi/azure-native/network/index.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";
import { createContext, invokeOptions } from "./azure/context.ts";
import { createDnsZone } from "./azure/dns-zone.ts";
import { createManagedCluster } from "./azure/managed-cluster.ts";
import { azureNames } from "./azure/names.ts";
import { createIdentity, grant } from "./azure/roles.ts";
import type { MadeCluster } from "./made-cluster.ts";
import type { AzureSettings } from "./settings.ts";

/** Arguments of {@link Aks}. */
export interface AksArgs {
  readonly stack: string;
  readonly settings: AzureSettings;
  readonly baseDomain: string;
  /** Base64; unique names are derived from it. */
  readonly rootSecret: string;
  /** Account of cert-manager, which may write into the DNS zone. */
  readonly dnsAccount: { readonly namespace: string; readonly name: string };
}

/** The same fleet on AKS: for those who outgrow one machine. */
export class Aks extends pulumi.ComponentResource implements MadeCluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly identity: string;
  readonly address: pulumi.Output<string>;
  readonly nameServers: pulumi.Output<readonly string[]>;
  readonly secretsProvider = undefined;
  readonly dnsSolver: MadeCluster["dnsSolver"];
  readonly loadBalancer: MadeCluster["loadBalancer"];

  constructor(name: string, args: AksArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("storefleet:index:Aks", name, {}, options);
    const { stack, settings, baseDomain, dnsAccount } = args;
    const names = azureNames(stack, args.rootSecret);
    const subscription = settings.subscriptionId === undefined ? {} : { subscriptionId: settings.subscriptionId };
    const provider = new Provider("azure", subscription, { parent: this });
    const context = createContext({ stack, names, location: settings.location, options: { parent: this, provider } });
    const { location, tags } = context;

    // A group of its own: the cluster may write into it, and nowhere else in what is ours.
    const ingressGroup = new resources.ResourceGroup(
      "azure-ingress-group",
      { resourceGroupName: `${names.group}-ingress`, location, tags },
      context.options,
    );
    const ingress = new network.PublicIPAddress(
      "azure-address-ingress",
      {
        publicIpAddressName: `${names.group}-ingress`,
        resourceGroupName: ingressGroup.name,
        location,
        tags,
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
      },
      { ...context.options, protect: true },
    );
    const address = ingress.ipAddress.apply((value) => value ?? "");
    const zone = createDnsZone(context, baseDomain, address);

    const identity = createIdentity(context, "cluster");
    const ingressRole = grant("cluster-ingress", identity.principalId, { role: "networkContributor", scope: ingressGroup.id }, context);
    const cluster = createManagedCluster(context, { settings, identity, dependsOn: [ingressRole] });

    const dnsIdentity = createIdentity(context, "dns");
    grant("dns-zone", dnsIdentity.principalId, { role: "dnsZoneContributor", scope: zone.id }, context);
    new managedidentity.FederatedIdentityCredential(
      "azure-dns-account",
      {
        federatedIdentityCredentialResourceName: "cert-manager",
        resourceName: dnsIdentity.name,
        resourceGroupName: context.group,
        issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
        subject: `system:serviceaccount:${dnsAccount.namespace}:${dnsAccount.name}`,
        audiences: ["api://AzureADTokenExchange"],
      },
      context.options,
    );

    const credentials = containerservice.listManagedClusterAdminCredentialsOutput(
      { resourceGroupName: context.group, resourceName: cluster.name },
      invokeOptions(context.options),
    );
    this.kubeconfig = pulumi.secret(credentials.kubeconfigs.apply((files) => Buffer.from(files[0]?.value ?? "", "base64").toString()));
    this.identity = `aks/${stack}/${names.group}`;
    this.address = address;
    this.nameServers = zone.nameServers;
    this.dnsSolver = {
      subscriptionId: context.subscriptionId,
      resourceGroup: context.group,
      zone: baseDomain,
      clientId: dnsIdentity.clientId,
      workloadIdentity: true,
    };
    this.loadBalancer = { addressName: `${names.group}-ingress`, resourceGroup: `${names.group}-ingress` };
    this.registerOutputs({ address: this.address, nameServers: this.nameServers });
  }
}
