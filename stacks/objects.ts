import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "../constructs/store.ts";

type ObjectClass = new (name: string, args: Record<string, unknown>, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** Typed classes by `apiVersion/kind`. Their types name every field, which is more than plain data can promise, hence the cast. */
const classes = {
  "v1/ConfigMap": k8s.core.v1.ConfigMap,
  "v1/LimitRange": k8s.core.v1.LimitRange,
  "v1/Namespace": k8s.core.v1.Namespace,
  "v1/PersistentVolumeClaim": k8s.core.v1.PersistentVolumeClaim,
  "v1/ResourceQuota": k8s.core.v1.ResourceQuota,
  "v1/Secret": k8s.core.v1.Secret,
  "v1/Service": k8s.core.v1.Service,
  "v1/ServiceAccount": k8s.core.v1.ServiceAccount,
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": k8s.admissionregistration.v1.ValidatingAdmissionPolicy,
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding": k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding,
  "apiextensions.k8s.io/v1/CustomResourceDefinition": k8s.apiextensions.v1.CustomResourceDefinition,
  "apiregistration.k8s.io/v1/APIService": k8s.apiregistration.v1.APIService,
  "apps/v1/DaemonSet": k8s.apps.v1.DaemonSet,
  "apps/v1/Deployment": k8s.apps.v1.Deployment,
  "apps/v1/StatefulSet": k8s.apps.v1.StatefulSet,
  "networking.k8s.io/v1/NetworkPolicy": k8s.networking.v1.NetworkPolicy,
  "policy/v1/PodDisruptionBudget": k8s.policy.v1.PodDisruptionBudget,
  "rbac.authorization.k8s.io/v1/ClusterRole": k8s.rbac.v1.ClusterRole,
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": k8s.rbac.v1.ClusterRoleBinding,
  "rbac.authorization.k8s.io/v1/Role": k8s.rbac.v1.Role,
  "rbac.authorization.k8s.io/v1/RoleBinding": k8s.rbac.v1.RoleBinding,
  "storage.k8s.io/v1/StorageClass": k8s.storage.v1.StorageClass,
} as unknown as Readonly<Record<string, ObjectClass>>;

/** Kubernetes' own API groups: a kind of theirs that the table lacks is a gap, not a custom resource. */
const builtInGroups = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

/**
 * How every object is applied:
 * - one fixed field manager that wins conflicts, so that objects which an interrupted run left behind are taken over, and
 *   so that `up` mends what was edited by hand;
 * - deletion in the background, because a foreground deletion can hang until its time is up.
 */
const applyAnnotations = {
  "pulumi.com/deletionPropagationPolicy": "background",
  "pulumi.com/patchFieldManager": "storefleet",
  "pulumi.com/patchForce": "true",
};

/** A namespace is gone when everything in it is gone, volumes included; anything else takes a moment. */
const deleteTimeouts: Readonly<Record<string, string>> = { "v1/Namespace": "5m" };
const deleteTimeout = "1m";

/** Name of an object's resource below its owner. Contract: another name is another resource, so a replacement. */
export function resourceName(owner: string, object: KubernetesObject): string {
  return `${owner}-${object.kind.toLowerCase()}-${object.metadata.name}`;
}

/**
 * Registers a plain object as a resource of its typed class, or as a custom resource when its group is not built in.
 *
 * @param owner Prefix of the resource's name, such as the store's name.
 * @throws when a built-in kind has no class in the table
 */
export function createObject(owner: string, object: KubernetesObject, options: pulumi.CustomResourceOptions): pulumi.CustomResource {
  const kind = `${object.apiVersion}/${object.kind}`;
  const typed = classes[kind];
  if (typed === undefined && builtInGroups.has(groupOf(object))) {
    throw new Error(`${kind} ${object.metadata.name} has no class; add it to the table in stacks/objects.ts`);
  }
  const args = { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...applyAnnotations } } };
  const all = { customTimeouts: { delete: deleteTimeouts[kind] ?? deleteTimeout }, ...options };
  return new (typed ?? (k8s.apiextensions.CustomResource as unknown as ObjectClass))(resourceName(owner, object), args, all);
}

function groupOf(object: KubernetesObject): string {
  return object.apiVersion.includes("/") ? object.apiVersion.slice(0, object.apiVersion.indexOf("/")) : "";
}

/** What {@link createObjects} made. */
export interface CreatedObjects {
  /** The namespace among them, if there was one. */
  readonly namespace: pulumi.CustomResource | undefined;
  readonly all: readonly pulumi.CustomResource[];
  /** Options of another resource that belongs into that namespace. */
  readonly inside: pulumi.CustomResourceOptions;
}

/**
 * Registers plain objects. Those inside the namespace that is among them wait for it, and are deleted with it, not one by one.
 *
 * @param access Object inside the namespace that the others wait for: the permission to make them.
 */
export function createObjects(
  owner: string,
  objects: readonly KubernetesObject[],
  options: pulumi.CustomResourceOptions,
  access?: KubernetesObject,
): CreatedObjects {
  const namespaceObject = objects.find((object) => object.kind === "Namespace" && object.apiVersion === "v1");
  const namespace = namespaceObject === undefined ? undefined : createObject(owner, namespaceObject, options);
  const first = access === undefined ? [] : [createObject(owner, access, within(namespace, options))];
  const withNamespace = within(namespace, options);
  const inside =
    first.length === 0 ? withNamespace : { ...withNamespace, dependsOn: [...(namespace === undefined ? [] : [namespace]), ...first] };
  const others = objects
    .filter((object) => object !== namespaceObject)
    .map((object) => createObject(owner, object, isInside(namespaceObject, object) ? inside : options));
  return { namespace, all: [...(namespace === undefined ? [] : [namespace]), ...first, ...others], inside };
}

function isInside(namespace: KubernetesObject | undefined, object: KubernetesObject): boolean {
  return namespace !== undefined && object.metadata.namespace === namespace.metadata.name;
}

/** Options of a resource that lives inside a namespace. */
export function within(namespace: pulumi.Resource | undefined, options: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return namespace === undefined ? options : { ...options, dependsOn: [namespace], deletedWith: namespace };
}
