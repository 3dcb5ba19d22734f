import * as containerservice from "@pulumi/azure-native/containerservice/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { nodeReserve } from "../node-reserve.ts";
import type { AzureSettings } from "../settings.ts";
import type { AzureContext } from "./context.ts";
import type { Identity } from "./roles.ts";

/** The machines of AKS's own pods. */
const systemPool = { vmSize: "Standard_D2s_v5", minCount: 1, maxCount: 3 } as const;

/** What {@link createManagedCluster} depends on. */
export interface ManagedClusterOptions {
  readonly settings: AzureSettings;
  /** Identity of the control plane. */
  readonly identity: Identity;
  /** What it must be allowed before it starts. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * AKS cluster with Cilium, which enforces network policies, and machines for stores that come and go with the load.
 * Stores' machines are a pool of their own, so that none of AKS's pods competes with them.
 */
export function createManagedCluster(
  context: AzureContext,
  { settings, identity, dependsOn }: ManagedClusterOptions,
): containerservice.ManagedCluster {
  const { names, group, location, tags, options } = context;
  const { aks, adminCidrs, vmSize, encryptionAtHost } = settings;
  const cluster = new containerservice.ManagedCluster(
    "azure-cluster",
    {
      resourceName: names.group,
      resourceGroupName: group,
      location,
      tags,
      sku: { name: "Base", tier: "Standard" },
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      dnsPrefix: names.dnsLabel,
      kubernetesVersion: aks.kubernetesVersion,
      nodeResourceGroup: `${names.group}-nodes`,
      enableRBAC: true,
      apiServerAccessProfile: { authorizedIPRanges: [...adminCidrs] },
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          type: "VirtualMachineScaleSets",
          osType: "Linux",
          osSKU: "Ubuntu",
          vmSize: systemPool.vmSize,
          count: systemPool.minCount,
          enableAutoScaling: true,
          minCount: systemPool.minCount,
          maxCount: systemPool.maxCount,
          maxPods: nodeReserve.aks.maxPods,
          nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        },
      ],
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataplane: "cilium",
        networkPolicy: "cilium",
        loadBalancerSku: "standard",
        outboundType: "loadBalancer",
        podCidr: "10.42.0.0/16",
        serviceCidr: "10.43.0.0/16",
        dnsServiceIP: "10.43.0.10",
      },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true }, imageCleaner: { enabled: true, intervalHours: 168 } },
      autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "SecurityPatch" },
      storageProfile: { diskCSIDriver: { enabled: true }, fileCSIDriver: { enabled: true }, snapshotController: { enabled: true } },
    },
    // Every volume of every store hangs on it. The autoscaler counts machines, not this program.
    { ...options, protect: true, ignoreChanges: ["agentPoolProfiles[0].count"], dependsOn: [...dependsOn] },
  );
  new containerservice.AgentPool(
    "azure-stores-pool",
    {
      agentPoolName: "stores",
      resourceName: cluster.name,
      resourceGroupName: group,
      tags,
      mode: "User",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      osSKU: "Ubuntu",
      vmSize,
      count: aks.minNodes,
      enableAutoScaling: true,
      minCount: aks.minNodes,
      maxCount: aks.maxNodes,
      maxPods: nodeReserve.aks.maxPods,
      enableEncryptionAtHost: encryptionAtHost,
      securityProfile: { enableSecureBoot: true, enableVTPM: true },
      nodeLabels: { "storefleet.dev/role": "stores" },
    },
    { ...options, ignoreChanges: ["count"] },
  );
  return cluster;
}
