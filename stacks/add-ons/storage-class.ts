import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Reads a storage class, so that a missing one is an error of its own before any store waits for a volume that never
 * comes. The class must be named: a provider cannot ask a cluster which one is its default.
 */
export function requireStorageClass(name: string, options: pulumi.CustomResourceOptions): pulumi.CustomResource {
  return k8s.storage.v1.StorageClass.get(`storage-class-${name}`, name, options);
}
