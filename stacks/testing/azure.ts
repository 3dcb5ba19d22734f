import { testKubeconfig } from "./configuration.ts";
import type { RecordOptions } from "./record.ts";

/** What Azure and the other providers would answer and add, for programs that run against mocks. */
export const azureAnswers: Required<Pick<RecordOptions, "calls" | "created">> = {
  calls: {
    "azure-native:authorization:getClientConfig": () => ({
      clientId: "00000000-0000-0000-0000-0000000000c1",
      objectId: "00000000-0000-0000-0000-0000000000b1",
      subscriptionId: "00000000-0000-0000-0000-0000000000a1",
      tenantId: "00000000-0000-0000-0000-0000000000d1",
    }),
    "azure-native:containerservice:listManagedClusterAdminCredentials": () => ({
      kubeconfigs: [{ name: "clusterAdmin", value: Buffer.from(testKubeconfig).toString("base64") }],
    }),
  },
  created: (type, name) => {
    switch (type) {
      case "azure-native:managedidentity:UserAssignedIdentity":
        return { clientId: `${name}-client`, principalId: `${name}-principal`, name };
      case "azure-native:network:PublicIPAddress":
        return { ipAddress: "198.51.100.7" };
      case "azure-native:dns:Zone":
        return { nameServers: ["ns1-01.azure-dns.com.", "ns2-01.azure-dns.net."], name: "shops.acme.com" };
      case "azure-native:dataprotection:BackupVault":
        return { identity: { principalId: `${name}-principal`, type: "SystemAssigned" }, name: `${name}-name` };
      case "azure-native:containerservice:ManagedCluster":
        return { oidcIssuerProfile: { issuerURL: "https://oidc.example/issuer", enabled: true }, name: `${name}-name` };
      case "command:remote:Command":
        return { stdout: testKubeconfig, stderr: "" };
      default:
        return { name: `${name}-name` };
    }
  },
};
