import type { KubernetesObject } from "../../constructs/store.ts";

/** How far the pods of an add-on may go, by the Pod Security standards. */
export type PodSecurityLevel = "restricted" | "privileged";

/** Labels of everything that belongs to an add-on. */
export function addOnLabels(name: string): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "storefleet",
    "app.kubernetes.io/component": "add-on",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** Namespace of an add-on. */
export function addOnNamespace(namespace: string, name: string, level: PodSecurityLevel, podSecurityVersion: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace,
      labels: {
        ...addOnLabels(name),
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/enforce-version": podSecurityVersion,
      },
    },
  };
}
