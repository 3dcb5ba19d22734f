import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureNames } from "./names.ts";

/** What every Azure resource of an environment shares. */
export interface AzureContext {
  readonly names: AzureNames;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly group: pulumi.Output<string>;
  readonly subscriptionId: pulumi.Output<string>;
  readonly tenantId: pulumi.Output<string>;
  /** Parent and provider. */
  readonly options: pulumi.CustomResourceOptions;
}

/** What {@link createContext} needs. */
export interface ContextOptions {
  readonly stack: string;
  readonly names: AzureNames;
  readonly location: string;
  readonly options: pulumi.CustomResourceOptions;
}

/** Makes the environment's resource group, and asks who we are in Azure. */
export function createContext({ stack, names, location, options }: ContextOptions): AzureContext {
  const client = authorization.getClientConfigOutput(invokeOptions(options));
  const tags = { "storefleet-environment": stack, "managed-by": "storefleet" };
  const group = new resources.ResourceGroup("azure-group", { resourceGroupName: names.group, location, tags }, options);
  return {
    names,
    location,
    tags,
    group: group.name,
    subscriptionId: client.subscriptionId,
    tenantId: client.tenantId,
    options,
  };
}

/** Options of a question to Azure: it must be asked of the same subscription. */
export function invokeOptions({ parent, provider }: pulumi.CustomResourceOptions): pulumi.InvokeOptions {
  return { ...(parent === undefined ? {} : { parent }), ...(provider === undefined ? {} : { provider }) };
}
