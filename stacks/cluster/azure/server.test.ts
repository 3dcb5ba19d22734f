import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { inGroup, makeAzureK3s, names, tags, testPublicKey } from "../../testing/azure-cluster.ts";
import type { Recording } from "../../testing/record.ts";

let recorded: Recording<object>;
beforeAll(async () => {
  recorded = await makeAzureK3s();
});

describe("machine", () => {
  test("is an Ubuntu 24.04 with Trusted Launch, keys only, its data on a disk of its own", () => {
    const { inputs, dependsOn, deleteBeforeReplace, replaceOnChanges } = recorded.resource("azure-server");
    const { osProfile, ...rest } = inputs as { osProfile: { customData: string } };
    expect(rest).toEqual({
      ...inGroup,
      vmName: "storefleet-prod-server",
      hardwareProfile: { vmSize: "Standard_D4s_v5" },
      identity: { type: "UserAssigned", userAssignedIdentities: ["azure-identity-server-id", "azure-identity-dns-id"] },
      networkProfile: { networkInterfaces: [{ id: "azure-interface-server-id", primary: true, deleteOption: "Detach" }] },
      securityProfile: {
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
        encryptionAtHost: false,
      },
      storageProfile: {
        imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
        osDisk: {
          name: "storefleet-prod-server-os",
          createOption: "FromImage",
          diskSizeGB: 64,
          caching: "ReadWrite",
          deleteOption: "Delete",
          managedDisk: { storageAccountType: "Premium_LRS" },
        },
        dataDisks: [
          {
            lun: 0,
            createOption: "Attach",
            caching: "ReadOnly",
            deleteOption: "Detach",
            managedDisk: { id: "azure-disk-storefleet-prod-server-id" },
          },
        ],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    });
    expect({ ...osProfile, customData: "" }).toEqual({
      computerName: "storefleet-prod-server",
      adminUsername: "storefleet",
      customData: "",
      linuxConfiguration: {
        disablePasswordAuthentication: true,
        provisionVMAgent: true,
        ssh: { publicKeys: [{ path: "/home/storefleet/.ssh/authorized_keys", keyData: testPublicKey }] },
        patchSettings: { patchMode: "ImageDefault", assessmentMode: "AutomaticByPlatform" },
      },
    });
    expect({ deleteBeforeReplace, replaceOnChanges }).toEqual({
      deleteBeforeReplace: true,
      replaceOnChanges: [
        "osProfile.customData",
        "osProfile.linuxConfiguration.ssh",
        "osProfile.computerName",
        "storageProfile.imageReference",
      ],
    });
    // It fetches its secrets at its first start, so its roles must be there.
    expect(dependsOn).toEqual(
      expect.arrayContaining([
        "azure-role-server-server-token",
        "azure-role-server-ssh-host-key",
        "azure-role-server-snapshots",
        "azure-role-dns-zone",
      ]),
    );
  });

  test("gets a cloud-init file with its own names and no secret", () => {
    const { osProfile } = recorded.resource("azure-server").inputs as { osProfile: { customData: string } };
    const document = Buffer.from(osProfile.customData, "base64").toString();
    expect(document.startsWith("#cloud-config\n")).toBe(true);
    const { write_files } = parse(document) as { write_files: { path: string; content: string }[] };
    const settingsText = write_files.find(({ path }) => path === "/etc/storefleet/node.env")?.content;
    expect(settingsText).toContain(`VAULT_URL='https://${names.vault}.vault.azure.net'`);
    expect(settingsText).toContain("IDENTITY_CLIENT_ID='azure-identity-server-client'");
    expect(settingsText).toContain(`API_URL='https://${names.dnsLabel}.westeurope.cloudapp.azure.com:6443'`);
    const k3s = parse(write_files.find(({ path }) => path === "/etc/rancher/k3s/config.yaml")?.content ?? "");
    expect(k3s["tls-san"]).toEqual([`${names.dnsLabel}.westeurope.cloudapp.azure.com`, "198.51.100.7"]);
    const secrets = ["azure-secret-server-token", "azure-secret-agent-token", "azure-secret-ssh-host-key"].map((name) => {
      const { properties } = recorded.resource(name).inputs as { properties: { secret: { value: string } } };
      return properties.secret.value;
    });
    for (const secret of secrets) expect(document).not.toContain(secret);
  });

  test("its data disk is premium, empty at first, closed to exports, and never made anew", () => {
    const { inputs, ignoreChanges, protect } = recorded.resource("azure-disk-storefleet-prod-server");
    expect(inputs).toEqual({
      ...inGroup,
      diskName: "storefleet-prod-server-data",
      sku: { name: "Premium_LRS" },
      diskSizeGB: 128,
      creationData: { createOption: "Empty" },
      networkAccessPolicy: "DenyAll",
      publicNetworkAccess: "Disabled",
    });
    expect({ ignoreChanges, protect }).toEqual({ ignoreChanges: ["creationData"], protect: true });
  });
});

describe("identities", () => {
  const definition = (id: string) =>
    `/subscriptions/00000000-0000-0000-0000-0000000000a1/providers/Microsoft.Authorization/roleDefinitions/${id}`;

  test.each([
    ["server-server-token", "azure-identity-server-principal", "4633458b-17de-408a-b874-0445c86b69e6", "azure-secret-server-token-id"],
    ["server-agent-token", "azure-identity-server-principal", "4633458b-17de-408a-b874-0445c86b69e6", "azure-secret-agent-token-id"],
    ["server-ssh-host-key", "azure-identity-server-principal", "4633458b-17de-408a-b874-0445c86b69e6", "azure-secret-ssh-host-key-id"],
    ["server-snapshots", "azure-identity-server-principal", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "azure-snapshots-container-id"],
    ["dns-zone", "azure-identity-dns-principal", "befefa01-2a29-4197-83a8-272ff33ce314", "azure-zone-id"],
    ["backup-snapshots", "azure-backup-vault-principal", "7efff54f-a5b4-42b5-a1c5-5411624893ce", "azure-snapshot-group-id"],
    [
      "backup-storefleet-prod-server-data",
      "azure-backup-vault-principal",
      "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24",
      "azure-disk-storefleet-prod-server-id",
    ],
  ])("role %s is about one resource", (role, principalId, roleId, scope) => {
    expect(recorded.resource(`azure-role-${role}`).inputs).toEqual({
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: definition(roleId),
      scope,
    });
  });
});

describe("vault", () => {
  test("asks for roles, keeps what is deleted, and cannot be purged", () => {
    expect(recorded.resource("azure-vault").inputs).toEqual({
      ...inGroup,
      vaultName: names.vault,
      properties: {
        tenantId: "00000000-0000-0000-0000-0000000000d1",
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        publicNetworkAccess: "enabled",
      },
    });
  });

  test("holds the machines' secrets as secrets, and a key for the state", () => {
    expect(recorded.resource("azure-secret-server-token").inputs).toEqual({
      resourceGroupName: "azure-group-name",
      tags,
      secretName: "server-token",
      vaultName: "azure-vault-name",
      properties: { secret: { value: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
    expect(recorded.resource("azure-secret-ssh-host-key").inputs).toMatchObject({
      properties: { secret: { value: expect.stringMatching(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/) } },
    });
    expect(recorded.resource("azure-state-key").inputs).toMatchObject({
      keyName: "pulumi-state",
      properties: { kty: "RSA", keySize: 3072, keyOps: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
    });
  });

  test("a new access version makes new keys, but never another server token: it decrypts the snapshots", async () => {
    const value = (recording: Recording<object>, name: string) =>
      (recording.resource(`azure-secret-${name}`).inputs as { properties: { secret: { value: string } } }).properties.secret.value;
    const rotated = await makeAzureK3s({ accessVersion: 2 });
    expect(value(rotated, "server-token")).toBe(value(recorded, "server-token"));
    expect(value(rotated, "agent-token")).not.toBe(value(recorded, "agent-token"));
    expect(value(rotated, "ssh-host-key")).not.toBe(value(recorded, "ssh-host-key"));
    expect(rotated.resource("azure-kubeconfig").inputs.triggers).toEqual([2]);
  });
});
