import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** Names of the secrets that machines fetch, as `fetch-secrets.sh` asks for them. */
export type MachineSecret = "server-token" | "agent-token" | "ssh-host-key";

/** The vault of an environment. */
export interface Vault {
  /** Address, without a trailing slash. Known before the vault exists. */
  readonly url: string;
  /** Ids of the secrets, by name: roles are granted on each, not on the vault. */
  readonly secretIds: Readonly<Record<MachineSecret, pulumi.Output<string>>>;
  /** What `pulumi stack change-secrets-provider` takes, so that the state's secrets are encrypted by the vault's key. */
  readonly secretsProvider: string;
}

/** Key Vault with the machines' secrets, and a key for the stack's own. */
export function createVault(context: AzureContext, secrets: Readonly<Record<MachineSecret, string>>): Vault {
  const { names, group, location, tags, tenantId, options } = context;
  const vault = new keyvault.Vault(
    "azure-vault",
    {
      vaultName: names.vault,
      resourceGroupName: group,
      location,
      tags,
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        // A deleted key would make every secret of the state unreadable.
        enablePurgeProtection: true,
      },
    },
    { ...options, protect: true },
  );
  const ids = (Object.entries(secrets) as [MachineSecret, string][]).map(([name, value]) => {
    const secret = new keyvault.Secret(
      `azure-secret-${name}`,
      { secretName: name, vaultName: vault.name, resourceGroupName: group, tags, properties: { value: pulumi.secret(value) } },
      options,
    );
    return [name, secret.id] as const;
  });
  new keyvault.Key(
    "azure-state-key",
    {
      keyName: "pulumi-state",
      vaultName: vault.name,
      resourceGroupName: group,
      tags,
      properties: { kty: "RSA", keySize: 3072, keyOps: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
    },
    { ...options, protect: true },
  );
  return {
    url: `https://${names.vault}.vault.azure.net`,
    secretIds: Object.fromEntries(ids) as Record<MachineSecret, pulumi.Output<string>>,
    secretsProvider: `azurekeyvault://${names.vault}.vault.azure.net/keys/pulumi-state`,
  };
}
