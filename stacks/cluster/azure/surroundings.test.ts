import { beforeAll, describe, expect, test } from "@jest/globals";
import { inGroup, makeAzureK3s, names } from "../../testing/azure-cluster.ts";
import type { Recording } from "../../testing/record.ts";

let recorded: Recording<object>;
beforeAll(async () => {
  recorded = await makeAzureK3s();
});

describe("network", () => {
  test("lets the Internet in to shops, and administrators to SSH and API, and nobody else", () => {
    expect(recorded.resource("azure-firewall-server").inputs).toEqual({
      ...inGroup,
      networkSecurityGroupName: "storefleet-prod-server",
      securityRules: [
        {
          name: "shops",
          priority: 100,
          direction: "Inbound",
          access: "Allow",
          protocol: "Tcp",
          sourcePortRange: "*",
          destinationAddressPrefix: "*",
          sourceAddressPrefix: "Internet",
          destinationPortRanges: ["80", "443"],
        },
        {
          name: "administration",
          priority: 110,
          direction: "Inbound",
          access: "Allow",
          protocol: "Tcp",
          sourcePortRange: "*",
          destinationAddressPrefix: "*",
          sourceAddressPrefixes: ["203.0.113.0/24"],
          destinationPortRanges: ["22", "6443"],
        },
      ],
    });
  });

  test("has no way out but the machines' own addresses", () => {
    expect(recorded.resource("azure-network").inputs).toEqual({
      ...inGroup,
      virtualNetworkName: "storefleet-prod",
      enableDdosProtection: false,
      enableVmProtection: false,
      addressSpace: { addressPrefixes: ["10.60.0.0/16"] },
    });
    expect(recorded.resource("azure-subnet").inputs).toEqual({
      subnetName: "machines",
      virtualNetworkName: "azure-network-name",
      resourceGroupName: "azure-group-name",
      addressPrefix: "10.60.0.0/24",
      defaultOutboundAccess: false,
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
    });
  });

  test("the server's address is static, standard and has a name of its own", () => {
    expect(recorded.resource("azure-address-server").inputs).toEqual({
      ...inGroup,
      publicIpAddressName: "storefleet-prod-server",
      sku: { name: "Standard", tier: "Regional" },
      publicIPAllocationMethod: "Static",
      publicIPAddressVersion: "IPv4",
      dnsSettings: { domainNameLabel: names.dnsLabel },
    });
    expect(recorded.resource("azure-interface-server").inputs).toEqual({
      ...inGroup,
      networkInterfaceName: "storefleet-prod-server",
      enableAcceleratedNetworking: true,
      networkSecurityGroup: { id: "azure-firewall-server-id" },
      ipConfigurations: [
        {
          name: "primary",
          primary: true,
          subnet: { id: "azure-subnet-id" },
          privateIPAllocationMethod: "Static",
          privateIPAddress: "10.60.0.10",
          publicIPAddress: { id: "azure-address-server-id" },
        },
      ],
    });
  });
});

describe("backups", () => {
  test("are of the disk and not of the machine, every four hours", () => {
    expect(recorded.resource("azure-backup-policy").inputs).toMatchObject({
      properties: {
        objectType: "BackupPolicy",
        datasourceTypes: ["Microsoft.Compute/disks"],
        policyRules: [
          { name: "BackupIntervals", trigger: { schedule: { repeatingTimeIntervals: ["R/2026-01-01T00:30:00+00:00/PT4H"] } } },
          { name: "Default", isDefault: true, lifecycles: [{ deleteAfter: { duration: "P7D" } }] },
          { name: "Daily", isDefault: false, lifecycles: [{ deleteAfter: { duration: "P30D" } }] },
        ],
      },
    });
    expect(recorded.resource("azure-backup-storefleet-prod-server-data")).toMatchObject({
      dependsOn: expect.arrayContaining(["azure-role-backup-snapshots", "azure-role-backup-storefleet-prod-server-data"]),
      inputs: {
        backupInstanceName: "storefleet-prod-server-data",
        properties: {
          dataSourceInfo: { datasourceType: "Microsoft.Compute/disks", resourceID: "azure-disk-storefleet-prod-server-id" },
          policyInfo: { policyParameters: { dataStoreParametersList: [{ resourceGroupId: "azure-snapshot-group-id" }] } },
        },
      },
    });
  });

  test("of etcd keep every version, for identities only", () => {
    expect(recorded.resource("azure-snapshots").inputs).toEqual({
      ...inGroup,
      accountName: names.storage,
      kind: "StorageV2",
      sku: { name: "Standard_GRS" },
      accessTier: "Cool",
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
    });
    expect(recorded.resource("azure-snapshots-service").inputs).toMatchObject({
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 35 },
    });
    expect(recorded.resource("azure-snapshots-container").inputs).toMatchObject({ containerName: "etcd-snapshots", publicAccess: "None" });
  });
});

describe("DNS", () => {
  test.each([
    ["azure-record-shops", { relativeRecordSetName: "*", recordType: "A", aRecords: [{ ipv4Address: "198.51.100.7" }] }],
    ["azure-record-apex", { relativeRecordSetName: "@", recordType: "A", aRecords: [{ ipv4Address: "198.51.100.7" }] }],
    [
      "azure-record-authority",
      {
        relativeRecordSetName: "@",
        recordType: "CAA",
        caaRecords: [
          { flags: 0, tag: "issue", value: "letsencrypt.org" },
          { flags: 0, tag: "issuewild", value: "letsencrypt.org" },
        ],
      },
    ],
  ])("%s", (name, expected) => {
    expect(recorded.resource(name).inputs).toEqual({
      ...expected,
      zoneName: "shops.acme.com",
      resourceGroupName: "azure-group-name",
      ttl: 300,
    });
  });
});
