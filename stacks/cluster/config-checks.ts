import type { StackConfig } from "../config-fields.ts";
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

/** Values about the cluster that do not fit each other. */
export function clusterProblems(config: StackConfig): ClusterProblem[] {
  return makesCluster(config) ? [...madeCluster(config), ...certificates(config)] : [...givenCluster(config), ...certificates(config)];
}

function givenCluster({ cluster, kubeconfig }: StackConfig): ClusterProblem[] {
  if (kubeconfig !== undefined) return [];
  return [
    {
      key: "kubeconfig",
      message: `is missing for cluster ${cluster}`,
      allowed: "the text of a kubeconfig file",
      fix: "kubectl config view --minify --flatten --raw | pulumi config set --secret storefleet:kubeconfig",
    },
  ];
}

function madeCluster({ cluster, kubeconfig, azure, baseDomain, scheme }: StackConfig): ClusterProblem[] {
  const problems: ClusterProblem[] = [];
  if (azure === undefined) {
    problems.push({
      key: "azure",
      message: `is missing for cluster ${cluster}`,
      allowed: "at least { location, adminCidrs, adminPublicKey }",
      fix: "pulumi config set --path storefleet:azure.location westeurope, and so on",
    });
  }
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
  const { certificates: settings, scheme, tlsSecretName, azure } = config;
  if (makesCluster(config) && settings === undefined && tlsSecretName === undefined && azure !== undefined) {
    return [
      {
        key: "certificates",
        message: "is missing, so no shop would have a certificate",
        allowed: "{ email, staging? }",
        fix: "pulumi config set --path storefleet:certificates.email you@your-company.com",
      },
    ];
  }
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
