import { z } from "zod";
import { normalLocation } from "./azure/names.ts";
import { checkAdminCidrs } from "./cidr.ts";
import { defaultVersion, releaseOf } from "./cloud-init/k3s-release.ts";
import { isVmSize, type VmSizeName, vmSizeFix, vmSizeNames } from "./vm-sizes.ts";

/** Least and most GiB of a machine's data disk; the state of the cluster itself takes 32. */
const dataDiskGiB = { least: 96, most: 4095 } as const;

/** More machines than this are AKS's business: there is one control plane. */
const mostAgents = 9;

const publicKey = /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]{40,}={0,2}( [^\r\n"]*)?$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: "is not 64 hexadecimal digits in lower case" });

/** A refusal whose sentence, allowed values and remedy are known. */
function refuse(
  context: z.core.$RefinementCtx,
  path: (string | number)[],
  message: string,
  more: { got: string; allowed?: string; fix?: string },
): void {
  context.addIssue({ code: "custom", path, input: more.got, message, params: more });
}

const adminCidrs = z.array(z.string()).superRefine((ranges, context) => {
  for (const { got, message, fix } of checkAdminCidrs(ranges)) refuse(context, [], message, { got, fix });
});

const vmSize = z.string().superRefine((name, context) => {
  if (!isVmSize(name))
    refuse(context, [], "is not a size that Storefleet knows", { got: name, allowed: vmSizeNames.join(", "), fix: vmSizeFix(name) });
});

const k3s = z
  .strictObject({
    version: z.string().regex(/^v1\.\d+\.\d+\+k3s\d+$/, { error: `is not a k3s version such as ${defaultVersion}` }),
    binarySha256: sha256.optional(),
    imagesSha256: sha256.optional(),
    installerSha256: sha256.optional(),
  })
  .superRefine((choice, context) => {
    try {
      releaseOf(choice);
    } catch (error) {
      refuse(context, [], error instanceof Error ? error.message : String(error), { got: choice.version });
    }
  });

const aks = z.strictObject({
  /** Kubernetes version, minor or full; Azure chooses the newest patch of a minor one. */
  kubernetesVersion: z.string().regex(/^1\.\d+(\.\d+)?$/),
  minNodes: z.int().min(1).max(100),
  maxNodes: z.int().min(1).max(100),
});

/** Where and how an environment's machines are made in Azure. */
export const azureSettings = z.strictObject({
  /**
   * Subscription that everything is in. Named, so that `up` refuses to work in another one that `az` happens to use.
   * @default - the one that `az account show` names
   */
  subscriptionId: z.guid({ error: "is not the id of a subscription; az account show --query id prints it" }).optional(),
  /** Azure region, such as `westeurope`. */
  location: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9 ]{2,39}$/, { error: "is not an Azure location such as westeurope" })
    .transform(normalLocation),
  /** IPv4 ranges that SSH and the Kubernetes API answer to. */
  adminCidrs,
  /** A person's SSH public key. */
  adminPublicKey: z.string().trim().regex(publicKey, { error: "is not one line of an SSH public key (ssh-ed25519 AAAA…)" }),
  vmSize: vmSize.default("Standard_D4s_v5").transform((name) => name as VmSizeName),
  /** Machines besides the first. */
  agents: z
    .int()
    .min(0, { error: `is not a whole number from 0 to ${mostAgents}` })
    .max(mostAgents, { error: `is not a whole number from 0 to ${mostAgents}` })
    .default(0),
  /** Data disk of each machine. It can grow, never shrink. */
  dataDiskGiB: z
    .int()
    .min(dataDiskGiB.least, { error: `is not a whole number from ${dataDiskGiB.least} to ${dataDiskGiB.most}` })
    .max(dataDiskGiB.most, { error: `is not a whole number from ${dataDiskGiB.least} to ${dataDiskGiB.most}` })
    .default(128),
  k3s: k3s.default({ version: defaultVersion }),
  /** Encrypts temporary disks and caches too; the subscription must have the feature EncryptionAtHost. */
  encryptionAtHost: z.boolean().default(false),
  /** Copies of the etcd snapshots: in one place, in several zones, or in the paired region. */
  snapshotRedundancy: z.enum(["LRS", "ZRS", "GRS"]).default("GRS"),
  /** A new number makes new join tokens, SSH keys and kubeconfig; it replaces the machines. */
  accessVersion: z.int().min(1).default(1),
  /** Only for `cluster: aks`. */
  aks: aks.default({ kubernetesVersion: "1.36", minNodes: 1, maxNodes: 5 }),
});

/** Checked {@link azureSettings}. */
export type AzureSettings = z.output<typeof azureSettings>;

/** How certificates are obtained. */
export const certificateSettings = z.strictObject({
  /** Let's Encrypt writes here when something is wrong with the account. */
  email: z.email(),
  /** True while trying out: certificates that browsers refuse, without the strict limits. */
  staging: z.boolean().default(false),
});

/** Checked {@link certificateSettings}. */
export type CertificateSettings = z.output<typeof certificateSettings>;
