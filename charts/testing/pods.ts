import type { KubernetesObject } from "../../constructs/store.ts";

/** A container as far as tests look at it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: Readonly<Record<string, unknown>> }[];
  readonly resources: Readonly<Record<"requests" | "limits", Readonly<Record<string, string>>>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly { readonly name: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly [field: string]: unknown;
}

/** A pod's spec as far as tests look at it. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

/** The pods that one object makes. */
export interface Pods {
  /** `Deployment server`, for messages. */
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly spec: PodSpec;
}

interface Template {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: PodSpec;
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec: { readonly template: Template } };
}

/** The pods of every workload among the objects. */
export function podsOf(objects: readonly KubernetesObject[]): Pods[] {
  return objects.flatMap((object) => {
    const spec = object.spec as WorkloadSpec | undefined;
    const template = spec?.jobTemplate?.spec.template ?? spec?.template;
    if (template === undefined) return [];
    const { labels, annotations = {} } = template.metadata;
    return [{ owner: `${object.kind} ${object.metadata.name}`, labels, annotations, replicas: spec?.replicas ?? 1, spec: template.spec }];
  });
}

/** Every container of a pod, those that run first included. */
export function containersOf(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}
