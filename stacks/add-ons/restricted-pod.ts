import { createHash } from "node:crypto";

/**
 * `securityContext` of a pod that holds to the restricted standard.
 *
 * @param userId Numeric user and group of its image.
 */
export function restrictedPod(userId: number) {
  return { runAsNonRoot: true, runAsUser: userId, runAsGroup: userId, seccompProfile: { type: "RuntimeDefault" } };
}

/** `securityContext` of every container of such a pod. */
export const restrictedContainer = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };

/** `imagePullSecrets` of a pod, or nothing where there are none. */
export function pullSecrets(names: readonly string[]): { readonly imagePullSecrets?: readonly { readonly name: string }[] } {
  return names.length === 0 ? {} : { imagePullSecrets: names.map((name) => ({ name })) };
}

/** Annotation by which pods are replaced when the files that they mount have changed. */
export function configurationAnnotation(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { "storefleet.dev/configuration": createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16) };
}
