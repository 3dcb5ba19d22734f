import type { KubernetesObject } from "../../constructs/store.ts";
import { volumeGroup } from "../cluster/cloud-init/paths.ts";
import { addOnLabels } from "./add-on-namespace.ts";

const labels = addOnLabels("storage");
const isDefault = { "storageclass.kubernetes.io/is-default-class": "true" };

interface ClassOptions {
  readonly name: string;
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly mountOptions?: readonly string[];
}

function storageClass({ name, provisioner, parameters, annotations, mountOptions }: ClassOptions): KubernetesObject {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, labels, ...(annotations === undefined ? {} : { annotations }) },
    provisioner,
    parameters,
    ...(mountOptions === undefined ? {} : { mountOptions: [...mountOptions] }),
    allowVolumeExpansion: true,
    // A volume is made where its pod is, not the other way round.
    volumeBindingMode: "WaitForFirstConsumer",
    // A store's data goes with the store; backups are apart from it.
    reclaimPolicy: "Delete",
  };
}

function snapshotClass(name: string, driver: string): KubernetesObject {
  return {
    apiVersion: "snapshot.storage.k8s.io/v1",
    kind: "VolumeSnapshotClass",
    metadata: { name, labels },
    driver,
    deletionPolicy: "Delete",
  };
}

/** Volumes as logical volumes on the data disk of the machine that runs the pod: real sizes, growth and snapshots. */
export function lvmClasses(name: string): KubernetesObject[] {
  const driver = "local.csi.openebs.io";
  return [
    storageClass({
      name,
      provisioner: driver,
      parameters: { storage: "lvm", volgroup: volumeGroup, fsType: "ext4" },
      annotations: isDefault,
    }),
    snapshotClass(name, driver),
  ];
}

/** Volumes as Azure disks; and, for several machines at once, as file shares. */
export function azureClasses(name: string, sharedName: string | undefined): KubernetesObject[] {
  const driver = "disk.csi.azure.com";
  const files = {
    provisioner: "file.csi.azure.com",
    parameters: { skuName: "Premium_LRS", protocol: "smb" },
    // SMB knows no owner: every file belongs to whoever mounts it, and only one store mounts a share.
    mountOptions: ["dir_mode=0777", "file_mode=0777", "mfsymlinks", "cache=strict", "nosharesock", "actimeo=30"],
  };
  return [
    storageClass({ name, provisioner: driver, parameters: { skuName: "Premium_LRS", cachingMode: "ReadOnly" } }),
    snapshotClass(name, driver),
    ...(sharedName === undefined ? [] : [storageClass({ name: sharedName, ...files })]),
  ];
}
