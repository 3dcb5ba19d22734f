import { beforeAll, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { azureAnswers } from "../testing/azure.ts";
import { inGroup, names, tags, testAzureSettings } from "../testing/azure-cluster.ts";
import { testRootSecret } from "../testing/configuration.ts";
import { type Recording, record } from "../testing/record.ts";
import { Aks } from "./aks.ts";

let recorded: Recording<object>;
beforeAll(async () => {
  const make = () => {
    const cluster = new Aks("azure", {
      stack: "prod",
      settings: testAzureSettings({ aks: { kubernetesVersion: "1.36", minNodes: 2, maxNodes: 6 } }),
      baseDomain: "shops.acme.com",
      rootSecret: testRootSecret,
      dnsAccount: { namespace: "cert-manager", name: "cert-manager" },
    });
    return {
      secretKubeconfig: pulumi.output(pulumi.isSecret(cluster.kubeconfig)),
      identity: cluster.identity,
      address: cluster.address,
      loadBalancer: cluster.loadBalancer,
    };
  };
  recorded = await record(make, { stack: "prod", config: {}, secretKeys: [], ...azureAnswers });
});

describe("Aks", () => {
  test("is exactly these resources", () => {
    expect(recorded.resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "azure-native:authorization:RoleAssignment azure-role-cluster-ingress",
      "azure-native:authorization:RoleAssignment azure-role-dns-zone",
      "azure-native:containerservice:AgentPool azure-stores-pool",
      "azure-native:containerservice:ManagedCluster azure-cluster",
      "azure-native:dns:RecordSet azure-record-apex",
      "azure-native:dns:RecordSet azure-record-authority",
      "azure-native:dns:RecordSet azure-record-shops",
      "azure-native:dns:Zone azure-zone",
      "azure-native:managedidentity:FederatedIdentityCredential azure-dns-account",
      "azure-native:managedidentity:UserAssignedIdentity azure-identity-cluster",
      "azure-native:managedidentity:UserAssignedIdentity azure-identity-dns",
      "azure-native:network:PublicIPAddress azure-address-ingress",
      "azure-native:resources:ResourceGroup azure-group",
      "azure-native:resources:ResourceGroup azure-ingress-group",
      "pulumi:providers:azure-native azure",
      "storefleet:index:Aks azure",
    ]);
  });

  test("tells where it is and keeps its kubeconfig secret", () => {
    expect(recorded.outputs).toEqual({
      secretKubeconfig: true,
      identity: "aks/prod/storefleet-prod",
      address: "198.51.100.7",
      loadBalancer: { addressName: "storefleet-prod-ingress", resourceGroup: "storefleet-prod-ingress" },
    });
    expect(recorded.resource("azure").inputs).toEqual({});
  });

  test("has Cilium's policies, workload identity, and an API for administrators only", () => {
    const { inputs, protect, ignoreChanges, dependsOn } = recorded.resource("azure-cluster");
    expect(inputs).toEqual({
      ...inGroup,
      resourceName: "storefleet-prod",
      sku: { name: "Base", tier: "Standard" },
      identity: { type: "UserAssigned", userAssignedIdentities: ["azure-identity-cluster-id"] },
      dnsPrefix: names.dnsLabel,
      kubernetesVersion: "1.36",
      nodeResourceGroup: "storefleet-prod-nodes",
      enableRBAC: true,
      apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"] },
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          type: "VirtualMachineScaleSets",
          osType: "Linux",
          osSKU: "Ubuntu",
          vmSize: "Standard_D2s_v5",
          count: 1,
          enableAutoScaling: true,
          minCount: 1,
          maxCount: 3,
          maxPods: 110,
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
    });
    expect({ protect, ignoreChanges }).toEqual({ protect: true, ignoreChanges: ["agentPoolProfiles[0].count"] });
    expect(dependsOn).toEqual(expect.arrayContaining(["azure-role-cluster-ingress"]));
  });

  test("stores run on machines that come and go", () => {
    const { inputs, ignoreChanges } = recorded.resource("azure-stores-pool");
    expect(inputs).toEqual({
      agentPoolName: "stores",
      resourceName: "azure-cluster-name",
      resourceGroupName: "azure-group-name",
      tags,
      mode: "User",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      osSKU: "Ubuntu",
      vmSize: "Standard_D4s_v5",
      count: 2,
      enableAutoScaling: true,
      minCount: 2,
      maxCount: 6,
      maxPods: 110,
      enableEncryptionAtHost: false,
      securityProfile: { enableSecureBoot: true, enableVTPM: true },
      nodeLabels: { "storefleet.dev/role": "stores" },
    });
    expect(ignoreChanges).toEqual(["count"]);
  });

  test("cert-manager's own account, and no machine, may write into the zone", () => {
    expect(recorded.resource("azure-dns-account").inputs).toEqual({
      federatedIdentityCredentialResourceName: "cert-manager",
      resourceName: "azure-identity-dns",
      resourceGroupName: "azure-group-name",
      issuer: "https://oidc.example/issuer",
      subject: "system:serviceaccount:cert-manager:cert-manager",
      audiences: ["api://AzureADTokenExchange"],
    });
    expect(recorded.resource("azure-role-dns-zone").inputs).toMatchObject({
      principalId: "azure-identity-dns-principal",
      scope: "azure-zone-id",
    });
  });

  test("the cluster may write only into the group of its own public address", () => {
    expect(recorded.resource("azure-role-cluster-ingress").inputs).toMatchObject({
      principalId: "azure-identity-cluster-principal",
      scope: "azure-ingress-group-id",
      roleDefinitionId: expect.stringMatching(/4d97b98b-1d4f-4787-a291-c67834d212e7$/),
    });
    expect(recorded.resource("azure-address-ingress")).toMatchObject({
      protect: true,
      inputs: {
        resourceGroupName: "azure-ingress-group-name",
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
      },
    });
  });
});
