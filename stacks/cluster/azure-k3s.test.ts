import { beforeAll, describe, expect, test } from "@jest/globals";
import { makeAzureK3s, names } from "../testing/azure-cluster.ts";
import { testRootSecret } from "../testing/configuration.ts";
import type { Recording } from "../testing/record.ts";

let recorded: Recording<object>;
beforeAll(async () => {
  recorded = await makeAzureK3s();
});

describe("AzureK3s", () => {
  test("is exactly these resources", () => {
    expect(recorded.resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "azure-native:authorization:RoleAssignment azure-role-backup-snapshots",
      "azure-native:authorization:RoleAssignment azure-role-backup-storefleet-prod-server-data",
      "azure-native:authorization:RoleAssignment azure-role-dns-zone",
      "azure-native:authorization:RoleAssignment azure-role-server-agent-token",
      "azure-native:authorization:RoleAssignment azure-role-server-server-token",
      "azure-native:authorization:RoleAssignment azure-role-server-snapshots",
      "azure-native:authorization:RoleAssignment azure-role-server-ssh-host-key",
      "azure-native:compute:Disk azure-disk-storefleet-prod-server",
      "azure-native:compute:VirtualMachine azure-server",
      "azure-native:dataprotection:BackupInstance azure-backup-storefleet-prod-server-data",
      "azure-native:dataprotection:BackupPolicy azure-backup-policy",
      "azure-native:dataprotection:BackupVault azure-backup-vault",
      "azure-native:dns:RecordSet azure-record-apex",
      "azure-native:dns:RecordSet azure-record-authority",
      "azure-native:dns:RecordSet azure-record-shops",
      "azure-native:dns:Zone azure-zone",
      "azure-native:keyvault:Key azure-state-key",
      "azure-native:keyvault:Secret azure-secret-agent-token",
      "azure-native:keyvault:Secret azure-secret-server-token",
      "azure-native:keyvault:Secret azure-secret-ssh-host-key",
      "azure-native:keyvault:Vault azure-vault",
      "azure-native:managedidentity:UserAssignedIdentity azure-identity-dns",
      "azure-native:managedidentity:UserAssignedIdentity azure-identity-server",
      "azure-native:network:NetworkInterface azure-interface-server",
      "azure-native:network:NetworkSecurityGroup azure-firewall-server",
      "azure-native:network:PublicIPAddress azure-address-server",
      "azure-native:network:Subnet azure-subnet",
      "azure-native:network:VirtualNetwork azure-network",
      "azure-native:resources:ResourceGroup azure-group",
      "azure-native:resources:ResourceGroup azure-snapshot-group",
      "azure-native:storage:BlobContainer azure-snapshots-container",
      "azure-native:storage:BlobServiceProperties azure-snapshots-service",
      "azure-native:storage:ManagementPolicy azure-snapshots-policy",
      "azure-native:storage:StorageAccount azure-snapshots",
      "command:remote:Command azure-kubeconfig",
      "pulumi:providers:azure-native azure",
      "storefleet:index:AzureK3s azure",
    ]);
  });

  test("every resource is a child of the component, through one provider", () => {
    const children = recorded.resources.filter(({ name }) => name !== "azure");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["azure"]));
    const azure = children.filter(({ type }) => type.startsWith("azure-native:"));
    expect(new Set(azure.map(({ provider }) => provider))).toEqual(new Set(["azure"]));
  });

  test("what data hangs on cannot be deleted by an `up`", () => {
    expect(
      recorded.resources
        .filter(({ protect }) => protect)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      "azure-address-server",
      "azure-backup-vault",
      "azure-disk-storefleet-prod-server",
      "azure-snapshot-group",
      "azure-snapshots",
      "azure-snapshots-container",
      "azure-state-key",
      "azure-vault",
      "azure-zone",
    ]);
  });

  test("tells where it is and keeps its kubeconfig secret", () => {
    expect(recorded.outputs).toEqual({
      secretKubeconfig: true,
      nameServers: ["ns1-01.azure-dns.com.", "ns2-01.azure-dns.net."],
      address: "198.51.100.7",
      identity: `azure-k3s/prod/${names.server}`,
    });
  });

  test("stores no argument of the component: it holds the root secret", () => {
    expect(recorded.resource("azure").inputs).toEqual({});
    expect(JSON.stringify(recorded.resources)).not.toContain(testRootSecret);
  });
});

describe("kubeconfig", () => {
  test("comes over SSH from the pinned host, with nothing logged and everything secret", () => {
    const { inputs, secretOutputs, dependsOn } = recorded.resource("azure-kubeconfig");
    expect(inputs).toEqual({
      connection: {
        secret: {
          host: `${names.dnsLabel}.westeurope.cloudapp.azure.com`,
          user: "deployer",
          hostKey: expect.stringMatching(/^ssh-ed25519 [A-Za-z0-9+/=]{68} host@prod$/),
          privateKey: expect.stringContaining("OPENSSH PRIVATE KEY"),
          dialErrorLimit: 180,
          perDialTimeout: 15,
          port: 22,
        },
      },
      create: "kubeconfig",
      addPreviousOutputInEnv: false,
      logging: "none",
      triggers: [1],
    });
    expect(secretOutputs).toEqual(expect.arrayContaining(["stdout", "stderr"]));
    expect(dependsOn).toEqual(["azure-server"]);
  });

  test("depends on no other resource's values, so that a preview always knows it", () => {
    expect(recorded.resource("azure-kubeconfig").inputsFrom).toEqual({});
  });

  test("the pinned host key is the one that the machine fetches", () => {
    const { connection } = recorded.resource("azure-kubeconfig").inputs as { connection: { secret: { hostKey: string } } };
    const { properties } = recorded.resource("azure-secret-ssh-host-key").inputs as { properties: { secret: { value: string } } };
    const blob = connection.secret.hostKey.split(" ")[1] ?? "";
    const body = properties.secret.value.split("\n").slice(1, -2).join("");
    expect(Buffer.from(body, "base64").includes(Buffer.from(blob, "base64"))).toBe(true);
  });
});

describe("agents", () => {
  let three: Recording<object>;
  beforeAll(async () => {
    three = await makeAzureK3s({ agents: 2, dataDiskGiB: 256, encryptionAtHost: true });
  });

  test("are more machines with addresses, disks and backups of their own", () => {
    const added = three.resources.map(({ name }) => name).filter((name) => !recorded.resources.some((resource) => resource.name === name));
    expect(added.sort()).toEqual([
      "azure-address-agent-0",
      "azure-address-agent-1",
      "azure-agent-0",
      "azure-agent-1",
      "azure-backup-storefleet-prod-agent-0-data",
      "azure-backup-storefleet-prod-agent-1-data",
      "azure-disk-storefleet-prod-agent-0",
      "azure-disk-storefleet-prod-agent-1",
      "azure-firewall-agent",
      "azure-identity-agent",
      "azure-interface-agent-0",
      "azure-interface-agent-1",
      "azure-role-agent-agent-token",
      "azure-role-backup-storefleet-prod-agent-0-data",
      "azure-role-backup-storefleet-prod-agent-1-data",
    ]);
  });

  test("let nobody in from the Internet, and know one secret", () => {
    expect(three.resource("azure-firewall-agent").inputs.securityRules).toEqual([]);
    expect(three.resource("azure-role-agent-agent-token").inputs).toMatchObject({ scope: "azure-secret-agent-token-id" });
    expect(three.resource("azure-agent-1").inputs).toMatchObject({
      vmName: "storefleet-prod-agent-1",
      identity: { userAssignedIdentities: ["azure-identity-agent-id"] },
      securityProfile: { encryptionAtHost: true },
    });
    expect(three.resource("azure-disk-storefleet-prod-agent-1")).toMatchObject({ protect: true, inputs: { diskSizeGB: 256 } });
  });

  test("adding one changes nothing about the server", () => {
    expect(three.resource("azure-server").inputs.osProfile).toEqual(recorded.resource("azure-server").inputs.osProfile);
  });
});

test("a named subscription is the provider's only one", async () => {
  const subscriptionId = "01234567-89ab-cdef-0123-456789abcdef";
  const recording = await makeAzureK3s({ subscriptionId });
  expect(recording.resources.find(({ type }) => type === "pulumi:providers:azure-native")?.inputs).toMatchObject({ subscriptionId });
});
