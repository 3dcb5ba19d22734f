import { deriveForCluster } from "../derive.ts";

/** Names of an environment's Azure resources. Contract: another name is another resource. */
export interface AzureNames {
  readonly group: string;
  /** Holds the backup vault's disk snapshots, so that deleting the environment's group leaves them. */
  readonly backupGroup: string;
  readonly network: string;
  readonly server: string;
  /** Key Vault: unique in the world, 3 to 24 letters, digits and dashes. */
  readonly vault: string;
  /** Storage account: unique in the world, 3 to 24 lower-case letters and digits. */
  readonly storage: string;
  /** DNS label of the public address: unique in its region. */
  readonly dnsLabel: string;
  /** Name of an agent machine, counted from 0. */
  agent(index: number): string;
}

/**
 * Names for an environment. Where a name must be unique in the world it ends with a suffix derived from the root secret, so
 * that it is known before anything exists and stays the same for ever.
 *
 * @param stack Name of the stack, such as `prod`.
 */
export function azureNames(stack: string, rootSecret: string): AzureNames {
  const suffix = deriveForCluster(rootSecret, stack, "name-suffix", 1, 4).toString("hex");
  const environment = stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const short = environment.replaceAll("-", "").slice(0, 10);
  const name = `storefleet-${environment}`.slice(0, 40).replace(/-+$/, "");
  return {
    group: name,
    backupGroup: `${name}-snapshots`,
    network: name,
    server: `${name}-server`,
    vault: `sf-${short}-${suffix}`,
    storage: `sf${short}${suffix}`,
    dnsLabel: `${name}-${suffix}`,
    agent: (index) => `${name}-agent-${index}`,
  };
}

/** Name that Azure gives to an address with a DNS label; it works before any domain is delegated. */
export function azureHost(dnsLabel: string, location: string): string {
  return `${dnsLabel}.${location}.cloudapp.azure.com`;
}

/** Locations are written `West Europe` or `westeurope`; names in DNS are always the latter. */
export function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}
