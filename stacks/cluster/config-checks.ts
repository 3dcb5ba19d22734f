import type { ConfigKey, StackConfig } from "../config-fields.ts";
import { checkBaseDomain } from "./dns-name.ts";

/** A value of the configuration that is missing or refused. */
export interface ClusterProblem {
  /** Key below `storefleet:`, without that prefix. */
  readonly key: string;
  readonly message: string;
  readonly got?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** True where the environment's own stack makes the cluster. */
export function makesCluster(config: Pick<StackConfig, "cluster" | "store">): boolean {
  return config.store === undefined && (config.cluster === "azure-k3s" || config.cluster === "aks");
}

/** How a value that only a person can know is said. */
interface Need {
  readonly allowed: string;
  readonly fix: string;
}

/** What a person must say, by key below `storefleet:`. */
const needs: Readonly<Record<string, Need>> = {
  rootSecret: {
    allowed: "base64 of at least 32 random bytes",
    fix: "openssl rand -base64 32 | pulumi config set --secret storefleet:rootSecret",
  },
  "azure.location": { allowed: "an Azure region", fix: "pulumi config set --path storefleet:azure.location westeurope" },
  "azure.adminCidrs": {
    allowed: "the IPv4 ranges that may reach SSH and the Kubernetes API",
    fix: "pulumi config set --path 'storefleet:azure.adminCidrs[0]' \"$(curl -4s https://ifconfig.co)/32\"",
  },
  "azure.adminPublicKey": {
    allowed: "one line of an SSH public key",
    fix: 'pulumi config set --path storefleet:azure.adminPublicKey "$(cat ~/.ssh/id_ed25519.pub)"',
  },
  "certificates.email": {
    allowed: "an address that Let's Encrypt may write to",
    fix: "pulumi config set --path storefleet:certificates.email you@your-company.com",
  },
};

/** How a missing value is said; undefined for those that the field itself describes. */
export function needOf(key: string): Need | undefined {
  return needs[key];
}

/**
 * Keys that a cluster needs and that are not there. Asks nothing else, so that a person hears of all of them at once, whatever
 * else is wrong.
 *
 * @param has Whether a key has a value, be it right or wrong.
 */
export function missingForCluster(cluster: StackConfig["cluster"], has: (key: ConfigKey) => boolean): ClusterProblem[] {
  if (!makesCluster({ cluster, store: has("store") ? {} : undefined })) {
    if (has("kubeconfig")) return [];
    const fix = "kubectl config view --minify --flatten --raw | pulumi config set --secret storefleet:kubeconfig";
    return [{ key: "kubeconfig", message: `is missing for cluster ${cluster}`, allowed: "the text of a kubeconfig file", fix }];
  }
  const certified = has("certificates") || has("tlsSecretName");
  return Object.entries(needs).flatMap(([key, need]) => {
    if (key.startsWith("azure.")) return has("azure") ? [] : [{ key, message: `is missing for cluster ${cluster}`, ...need }];
    if (key !== "certificates.email" || certified) return [];
    return [{ key, message: "is missing, so no shop would have a certificate", ...need }];
  });
}

/** Values about the cluster that do not fit each other. */
export function clusterProblems(config: StackConfig): ClusterProblem[] {
  return [...(makesCluster(config) ? madeCluster(config) : []), ...certificates(config)];
}

function madeCluster({ cluster, kubeconfig, azure, baseDomain, scheme }: StackConfig): ClusterProblem[] {
  const problems: ClusterProblem[] = [];
  if (kubeconfig !== undefined) {
    problems.push({
      key: "kubeconfig",
      message: `is set although cluster ${cluster} brings its own`,
      fix: "pulumi config rm storefleet:kubeconfig",
    });
  }
  if (scheme !== "https")
    problems.push({ key: "scheme", message: "is not https, but the cluster is on the Internet", got: scheme, allowed: "https" });
  const domain = checkBaseDomain(baseDomain);
  if (domain !== undefined) problems.push({ key: "baseDomain", message: domain.message, got: JSON.stringify(baseDomain), fix: domain.fix });
  if (azure !== undefined && azure.aks.minNodes > azure.aks.maxNodes) {
    problems.push({
      key: "azure.aks.maxNodes",
      message: "is less than minNodes",
      got: String(azure.aks.maxNodes),
      allowed: `at least ${azure.aks.minNodes}`,
    });
  }
  return problems;
}

/** Certificates are made where the cluster is: a self-service store finds them there. */
function certificates(config: StackConfig): ClusterProblem[] {
  const { certificates: settings, scheme } = config;
  if (settings !== undefined && scheme !== "https") {
    return [{ key: "certificates", message: "is set although scheme is http", fix: "set scheme to https or remove certificates" }];
  }
  if (settings !== undefined && config.store === undefined && !makesCluster(config)) {
    return [
      {
        key: "certificates",
        message: `is set, but for cluster ${config.cluster} nobody knows the DNS zone of the wildcard`,
        fix: "make the certificate in the cluster, name its Secret in tlsSecretName, and remove certificates",
      },
    ];
  }
  return [];
}

/** Custom domains that lead nowhere, or that are the platform's own. */
export function customDomainProblems(
  config: StackConfig,
  stores: readonly { readonly name: string }[],
): (ClusterProblem & { key: string })[] {
  const names = stores.map(({ name }) => name);
  return Object.entries(config.customDomains).flatMap(([domain, store]): ClusterProblem[] => {
    const key = `customDomains.${domain}`;
    if (domain === config.baseDomain || domain.endsWith(`.${config.baseDomain}`)) {
      return [
        {
          key,
          message: `is below ${config.baseDomain}, where hosts are named after stores`,
          fix: `pulumi config rm --path storefleet:customDomains["${domain}"]`,
        },
      ];
    }
    if (!makesCluster(config)) {
      return [
        {
          key,
          message: `needs certificates, which cluster ${config.cluster} brings itself`,
          fix: `pulumi config rm --path storefleet:customDomains["${domain}"]`,
        },
      ];
    }
    if (names.includes(store)) return [];
    return [
      {
        key,
        message: "leads to no store of this environment",
        got: JSON.stringify(store),
        allowed: names.join(", ") || "no store is declared",
      },
    ];
  });
}
