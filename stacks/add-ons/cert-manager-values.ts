import { addOnVersions } from "./versions.ts";

const size = (cpu: string, memory: string, limit: string) => ({ requests: { cpu, memory }, limits: { memory: limit } });

/** Namespace and account of cert-manager. */
export const certManager = { namespace: "cert-manager", account: "cert-manager" } as const;

/**
 * Values of cert-manager's chart.
 *
 * @param workloadIdentity True where the pod proves itself to Azure with its own token (AKS); the label asks for that token.
 */
export function certManagerValues(workloadIdentity: boolean): Record<string, unknown> {
  const { digests, chart } = addOnVersions.certManager;
  const image = (name: keyof typeof digests) => ({ image: { tag: chart.version, digest: digests[name] } });
  const labels = workloadIdentity ? { "azure.workload.identity/use": "true" } : {};
  const guarded = { networkPolicy: { enabled: true } };
  return {
    // Removing the add-on must not remove every certificate with it.
    crds: { enabled: true, keep: true },
    global: { leaderElection: { namespace: certManager.namespace } },
    ...image("controller"),
    serviceAccount: { create: true, name: certManager.account, labels },
    podLabels: labels,
    resources: size("10m", "64Mi", "256Mi"),
    ...guarded,
    webhook: { ...image("webhook"), resources: size("10m", "32Mi", "128Mi"), ...guarded },
    cainjector: { ...image("cainjector"), resources: size("10m", "96Mi", "256Mi"), ...guarded },
    acmesolver: { ...image("acmesolver") },
    startupapicheck: { ...image("startupapicheck"), resources: size("10m", "32Mi", "128Mi") },
  };
}
