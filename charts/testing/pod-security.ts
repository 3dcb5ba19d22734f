import { containersOf, type PodSpec } from "./pods.ts";

const volumeTypes = new Set(["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"]);
const hostFields = ["hostNetwork", "hostPID", "hostIPC"];

interface Security {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly [field: string]: unknown;
}

/**
 * What Pod Security would refuse at level `restricted`, as one sentence each.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function restrictedViolations(spec: PodSpec): string[] {
  const pod = (spec.securityContext ?? {}) as Security;
  const found: string[] = [];
  for (const field of hostFields) if (spec[field] === true) found.push(`${field} is true`);
  if (pod.sysctls !== undefined || pod.windowsOptions !== undefined || pod.seLinuxOptions !== undefined)
    found.push("pod sets kernel options");
  for (const { name, ...source } of spec.volumes ?? []) {
    const type = Object.keys(source).join();
    if (!volumeTypes.has(type)) found.push(`volume ${String(name)} has type ${type}`);
  }
  for (const container of containersOf(spec)) {
    const own = (container.securityContext ?? {}) as Security;
    const report = (problem: string) => found.push(`${container.name} ${problem}`);
    if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true) report("may run as root");
    if ((own.runAsUser ?? pod.runAsUser) === 0) report("runs as user 0");
    if (!["RuntimeDefault", "Localhost"].includes((own.seccompProfile ?? pod.seccompProfile)?.type ?? "")) report("has no seccomp profile");
    if (own.allowPrivilegeEscalation !== false) report("may gain privileges");
    if (own.capabilities?.drop?.includes("ALL") !== true) report("keeps capabilities");
    if ((own.capabilities?.add ?? []).some((capability) => capability !== "NET_BIND_SERVICE")) report("adds capabilities");
    if (own.privileged === true) report("is privileged");
    if (own.procMount !== undefined && own.procMount !== "Default") report("unmasks /proc");
    if ((container.ports ?? []).some(({ hostPort }) => hostPort !== undefined && hostPort !== 0)) report("takes a port of the host");
    if (/"host":/.test(JSON.stringify([container.startupProbe, container.readinessProbe, container.livenessProbe, container.lifecycle]))) {
      report("probes a host of its own choice");
    }
  }
  return found;
}
