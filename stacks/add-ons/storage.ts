import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config-fields.ts";
import { createObject, createObjects } from "../objects.ts";
import { addOnNamespace } from "./add-on-namespace.ts";
import { pinnedRelease } from "./pinned-release.ts";
import { azureClasses, lvmClasses } from "./storage-objects.ts";
import { addOnVersions } from "./versions.ts";

const openEbs = { namespace: "openebs", release: "lvm-localpv" } as const;

/** Of each of a pod's containers. */
const size = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory: "192Mi" } });

/** Values of OpenEBS's chart. */
export const lvmValues = {
  // It would report this cluster to its makers.
  analytics: { enabled: false },
  lvmController: { resources: size("5m", "24Mi") },
  lvmNode: { resources: size("10m", "32Mi") },
} as const;

/** Storage of a cluster that we make: its driver where it lacks one, and the classes that the configuration names. */
export class Storage extends pulumi.ComponentResource {
  /** What a store's volumes wait for. */
  readonly classes: readonly pulumi.Resource[];

  constructor(name: string, config: StackConfig, options: pulumi.CustomResourceOptions) {
    super("storefleet:index:Storage", name, {});
    const children = { ...options, parent: this };
    const driver = config.cluster === "azure-k3s" ? [this.lvmDriver(name, config.podSecurityVersion, children)] : [];
    const objects =
      config.cluster === "azure-k3s" ? lvmClasses(config.storageClass) : azureClasses(config.storageClass, config.sharedStorageClass);
    this.classes = objects.map((object) => createObject(name, object, { ...children, dependsOn: driver }));
    this.registerOutputs({});
  }

  private lvmDriver(name: string, podSecurityVersion: string, children: pulumi.CustomResourceOptions): pulumi.Resource {
    // The driver makes and mounts volumes on the machine itself: no standard but `privileged` allows that.
    const { namespace } = createObjects(
      name,
      [addOnNamespace(openEbs.namespace, openEbs.release, "privileged", podSecurityVersion)],
      children,
    );
    return pinnedRelease(
      { name: openEbs.release, namespace: openEbs.namespace, chart: addOnVersions.lvmLocalPv.chart, values: lvmValues },
      { ...children, dependsOn: namespace === undefined ? [] : [namespace] },
    );
  }
}
