/**
 * What a change by hand puts at risk:
 * - `cosmetic`: labels and annotations that nothing reads; noted, left alone;
 * - `security`: guardrails, rights, images, what a container may do; put back at once;
 * - `behaviour`: how the store runs, such as replicas or limits; put back at once;
 * - `data-risk`: volumes, the database, secrets; never touched without a person, because putting back may lose data.
 */
export const driftClasses = ["cosmetic", "security", "behaviour", "data-risk"] as const;
export type DriftClass = (typeof driftClasses)[number];

/** One change, as far as its class depends on it. */
export interface Change {
  readonly kind: string;
  /** Empty when the whole object is missing or should not be there. */
  readonly path: string;
}

const guardrails = new Set(["NetworkPolicy", "ResourceQuota", "LimitRange", "Role", "RoleBinding", "ServiceAccount"]);
const dataKinds = new Set(["PersistentVolumeClaim", "StatefulSet", "Secret"]);
const meta = /^metadata\.(labels|annotations)(\.|$)/;
const podSecurity = /^metadata\.labels\.(pod-security\.kubernetes\.io|storefleet\.dev)\//;
const sensitive =
  /securityContext|hostNetwork|hostPID|hostIPC|hostPath|hostPort|\.image$|\.command|\.args|serviceAccount|automountServiceAccountToken|containers\[name=[^\]]*\]$|\.volumes\[|\.tls|\.middlewares/i;

/** The class of a change. */
export function classify({ kind, path }: Change): DriftClass {
  if (kind === "Namespace") return meta.test(path) && !podSecurity.test(path) ? "cosmetic" : "security";
  if (meta.test(path)) return "cosmetic";
  if (dataKinds.has(kind)) return "data-risk";
  if (guardrails.has(kind)) return "security";
  return sensitive.test(path) ? "security" : "behaviour";
}

/** Whether changes of a class are put back without asking. */
export function healsItself(driftClass: DriftClass): boolean {
  return driftClass === "security" || driftClass === "behaviour";
}
