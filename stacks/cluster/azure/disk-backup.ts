import * as dataprotection from "@pulumi/azure-native/dataprotection/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";
import { grant } from "./roles.ts";

/** A disk to back up. */
export interface BackedUpDisk {
  readonly name: string;
  readonly id: pulumi.Output<string>;
}

const operationalStore = { dataStoreType: "OperationalStore", objectType: "DataStoreInfoBase" } as const;

/** A disk's snapshots are kept so long: each of them a week, the first of every day a month. */
const retention = { each: "P7D", daily: "P30D" } as const;

/** Every four hours. Any day in the past does: only the time of day counts. */
const schedule = "R/2026-01-01T00:30:00+00:00/PT4H";

function policyRules(): dataprotection.BackupPolicyArgs["properties"] {
  const keep = (name: string, duration: string, isDefault: boolean) => ({
    objectType: "AzureRetentionRule" as const,
    name,
    isDefault,
    lifecycles: [{ deleteAfter: { objectType: "AbsoluteDeleteOption" as const, duration }, sourceDataStore: operationalStore }],
  });
  return {
    objectType: "BackupPolicy",
    datasourceTypes: ["Microsoft.Compute/disks"],
    policyRules: [
      {
        objectType: "AzureBackupRule",
        name: "BackupIntervals",
        backupParameters: { objectType: "AzureBackupParams", backupType: "Incremental" },
        dataStore: operationalStore,
        trigger: {
          objectType: "ScheduleBasedTriggerContext",
          schedule: { repeatingTimeIntervals: [schedule], timeZone: "UTC" },
          taggingCriteria: [
            { isDefault: true, taggingPriority: 99, tagInfo: { tagName: "Default" } },
            {
              isDefault: false,
              taggingPriority: 25,
              tagInfo: { tagName: "Daily" },
              criteria: [{ objectType: "ScheduleBasedBackupCriteria", absoluteCriteria: ["FirstOfDay"] }],
            },
          ],
        },
      },
      keep("Default", retention.each, true),
      keep("Daily", retention.daily, false),
    ],
  };
}

/**
 * Snapshots of the data disks, several a day. Of the disks and not of the machines, as a Recovery Services vault would: a
 * machine is replaced on every upgrade, its disk never.
 */
export function createDiskBackup(context: AzureContext, disks: readonly BackedUpDisk[]): void {
  const { names, group, location, tags, options } = context;
  const snapshotGroup = new resources.ResourceGroup(
    "azure-snapshot-group",
    { resourceGroupName: names.backupGroup, location, tags },
    { ...options, protect: true },
  );
  const vault = new dataprotection.BackupVault(
    "azure-backup-vault",
    {
      vaultName: `${names.group}-backup`,
      resourceGroupName: group,
      location,
      tags,
      identity: { type: "SystemAssigned" },
      properties: {
        storageSettings: [{ datastoreType: "VaultStore", type: "LocallyRedundant" }],
        securitySettings: { softDeleteSettings: { state: "On", retentionDurationInDays: 14 } },
        monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: "Enabled" } },
      },
    },
    { ...options, protect: true },
  );
  const principalId = vault.identity.apply((identity) => identity?.principalId ?? "");
  const policy = new dataprotection.BackupPolicy(
    "azure-backup-policy",
    { backupPolicyName: "data-disks", vaultName: vault.name, resourceGroupName: group, properties: policyRules() },
    options,
  );
  const snapshots = grant("backup-snapshots", principalId, { role: "diskSnapshotContributor", scope: snapshotGroup.id }, context);
  for (const { name, id } of disks) {
    const reader = grant(`backup-${name}`, principalId, { role: "diskBackupReader", scope: id }, context);
    const datasource = {
      datasourceType: "Microsoft.Compute/disks",
      resourceType: "Microsoft.Compute/disks",
      resourceID: id,
      resourceName: name,
      resourceUri: id,
      resourceLocation: location,
    };
    new dataprotection.BackupInstance(
      `azure-backup-${name}`,
      {
        backupInstanceName: name,
        vaultName: vault.name,
        resourceGroupName: group,
        tags,
        properties: {
          objectType: "BackupInstance",
          friendlyName: name,
          dataSourceInfo: { objectType: "Datasource", ...datasource },
          dataSourceSetInfo: { objectType: "DatasourceSet", ...datasource },
          policyInfo: {
            policyId: policy.id,
            policyParameters: {
              dataStoreParametersList: [
                { objectType: "AzureOperationalStoreParameters", dataStoreType: "OperationalStore", resourceGroupId: snapshotGroup.id },
              ],
            },
          },
        },
      },
      { ...options, dependsOn: [snapshots, reader] },
    );
  }
}
