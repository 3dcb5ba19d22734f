import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** Built-in roles by name, with the ids that Azure publishes. The narrowest that do. */
export const roles = {
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  dnsZoneContributor: "befefa01-2a29-4197-83a8-272ff33ce314",
  diskBackupReader: "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24",
  diskSnapshotContributor: "7efff54f-a5b4-42b5-a1c5-5411624893ce",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
} as const;

/** A user-assigned identity as others need it. */
export interface Identity {
  readonly id: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

/** An identity of its own for one purpose. */
export function createIdentity(context: AzureContext, purpose: string): Identity {
  const { names, location, group, tags, options } = context;
  return new managedidentity.UserAssignedIdentity(
    `azure-identity-${purpose}`,
    { resourceName: `${names.group}-${purpose}`, resourceGroupName: group, location, tags },
    options,
  );
}

/** What may be done where. */
export interface Grant {
  readonly role: keyof typeof roles;
  /** Id of the one resource that it is about. */
  readonly scope: pulumi.Input<string>;
}

/** Lets an identity do something with one resource. */
export function grant(
  name: string,
  principalId: pulumi.Input<string>,
  { role, scope }: Grant,
  context: Pick<AzureContext, "subscriptionId" | "options">,
): authorization.RoleAssignment {
  const definitions = pulumi.interpolate`/subscriptions/${context.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
  return new authorization.RoleAssignment(
    `azure-role-${name}`,
    {
      principalId,
      // Without it Azure looks the principal up, and a new one is not known everywhere yet.
      principalType: "ServicePrincipal",
      roleDefinitionId: pulumi.interpolate`${definitions}/${roles[role]}`,
      scope,
    },
    context.options,
  );
}
