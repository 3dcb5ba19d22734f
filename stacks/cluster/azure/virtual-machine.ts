import * as compute from "@pulumi/azure-native/compute/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** Name of the account for people; its key is theirs. */
export const adminUser = "storefleet";

/** Ubuntu 24.04 LTS. The newest image at the moment a machine is made: it has the newest security updates already. */
const image = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" } as const;

const osDiskGiB = 64;

/** A data disk. It outlives its machine and is never deleted by accident. */
export function createDataDisk(context: AzureContext, machine: string, sizeGiB: number): compute.Disk {
  const { group, location, tags, options } = context;
  return new compute.Disk(
    `azure-disk-${machine}`,
    {
      diskName: `${machine}-data`,
      resourceGroupName: group,
      location,
      tags,
      sku: { name: "Premium_LRS" },
      diskSizeGB: sizeGiB,
      creationData: { createOption: "Empty" },
      networkAccessPolicy: "DenyAll",
      publicNetworkAccess: "Disabled",
    },
    // What it was made from does not matter later: a restored disk was made from a snapshot.
    { ...options, protect: true, ignoreChanges: ["creationData"] },
  );
}

/** A machine. */
export interface MachineOptions {
  readonly name: string;
  readonly vmSize: string;
  readonly networkInterface: pulumi.Input<string>;
  readonly dataDisk: pulumi.Input<string>;
  /** Text of the cloud-init file. */
  readonly cloudInit: pulumi.Input<string>;
  readonly adminPublicKey: string;
  readonly identities: readonly pulumi.Input<string>[];
  readonly encryptionAtHost: boolean;
  /** What must be there before the machine starts: the roles with which it fetches its secrets. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * A machine that holds nothing: datastore, volumes and identity are on its data disk. Whatever cannot be changed in place
 * replaces it, old before new, because both need the same disk and address.
 */
export function createMachine(context: AzureContext, resource: string, machine: MachineOptions): compute.VirtualMachine {
  const { group, location, tags, options } = context;
  return new compute.VirtualMachine(
    resource,
    {
      vmName: machine.name,
      resourceGroupName: group,
      location,
      tags,
      hardwareProfile: { vmSize: machine.vmSize },
      identity: { type: "UserAssigned", userAssignedIdentities: [...machine.identities] },
      networkProfile: { networkInterfaces: [{ id: machine.networkInterface, primary: true, deleteOption: "Detach" }] },
      osProfile: {
        computerName: machine.name,
        adminUsername: adminUser,
        customData: base64(machine.cloudInit),
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          provisionVMAgent: true,
          ssh: { publicKeys: [{ path: `/home/${adminUser}/.ssh/authorized_keys`, keyData: machine.adminPublicKey }] },
          // Ubuntu's own unattended upgrades install at a time that we chose; Azure's would turn them off. Azure only looks.
          patchSettings: { patchMode: "ImageDefault", assessmentMode: "AutomaticByPlatform" },
        },
      },
      securityProfile: {
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
        encryptionAtHost: machine.encryptionAtHost,
      },
      storageProfile: {
        imageReference: image,
        osDisk: {
          name: `${machine.name}-os`,
          createOption: "FromImage",
          diskSizeGB: osDiskGiB,
          caching: "ReadWrite",
          deleteOption: "Delete",
          managedDisk: { storageAccountType: "Premium_LRS" },
        },
        dataDisks: [
          // Reads may be cached; what etcd and databases wrote is on the disk when they are told so.
          { lun: 0, createOption: "Attach", caching: "ReadOnly", deleteOption: "Detach", managedDisk: { id: machine.dataDisk } },
        ],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    },
    {
      ...options,
      deleteBeforeReplace: true,
      // Azure refuses to change these; without this an upgrade would fail instead of replacing the machine.
      replaceOnChanges: [
        "osProfile.customData",
        "osProfile.linuxConfiguration.ssh",
        "osProfile.computerName",
        "storageProfile.imageReference",
      ],
      dependsOn: [...machine.dependsOn],
    },
  );
}

function base64(text: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(text).apply((content) => Buffer.from(content).toString("base64"));
}
