import * as storage from "@pulumi/azure-native/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** Days that a copied etcd snapshot is kept. */
export const snapshotDays = 35;

/** Blob container with the copies of etcd's snapshots. */
export interface SnapshotStorage {
  /** Address of the container, without a trailing slash. Known before it exists. */
  readonly url: string;
  /** Id of the container: a role is granted on it alone. */
  readonly containerId: pulumi.Output<string>;
}

const container = "etcd-snapshots";

/**
 * Storage that keeps every version: who may write snapshots can overwrite or delete them, but not what they were.
 *
 * @param redundancy Where copies lie: in one place, several zones, or the paired region.
 */
export function createSnapshotStorage(context: AzureContext, redundancy: "LRS" | "ZRS" | "GRS"): SnapshotStorage {
  const { names, group, location, tags, options } = context;
  const account = new storage.StorageAccount(
    "azure-snapshots",
    {
      accountName: names.storage,
      resourceGroupName: group,
      location,
      tags,
      kind: "StorageV2",
      sku: { name: `Standard_${redundancy}` },
      accessTier: "Cool",
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      allowBlobPublicAccess: false,
      // Identities only: a shared key could not be told apart from its copies.
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
    },
    { ...options, protect: true },
  );
  new storage.BlobServiceProperties(
    "azure-snapshots-service",
    {
      accountName: account.name,
      resourceGroupName: group,
      blobServicesName: "default",
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: snapshotDays },
      containerDeleteRetentionPolicy: { enabled: true, days: snapshotDays },
    },
    options,
  );
  const blobs = new storage.BlobContainer(
    "azure-snapshots-container",
    { accountName: account.name, resourceGroupName: group, containerName: container, publicAccess: "None" },
    { ...options, protect: true },
  );
  new storage.ManagementPolicy(
    "azure-snapshots-policy",
    {
      accountName: account.name,
      resourceGroupName: group,
      managementPolicyName: "default",
      policy: {
        rules: [
          {
            name: "expire-snapshots",
            type: "Lifecycle",
            enabled: true,
            definition: {
              filters: { blobTypes: ["blockBlob"], prefixMatch: [`${container}/`] },
              actions: {
                baseBlob: { delete: { daysAfterModificationGreaterThan: snapshotDays } },
                version: { delete: { daysAfterCreationGreaterThan: snapshotDays } },
              },
            },
          },
        ],
      },
    },
    options,
  );
  return { url: `https://${names.storage}.blob.core.windows.net/${container}`, containerId: blobs.id };
}
