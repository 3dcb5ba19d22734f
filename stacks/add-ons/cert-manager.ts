import * as pulumi from "@pulumi/pulumi";
import { createObject, createObjects } from "../objects.ts";
import { addOnNamespace } from "./add-on-namespace.ts";
import { certManager, certManagerValues } from "./cert-manager-values.ts";
import { type CertificateOptions, certificateObjects } from "./certificate-objects.ts";
import { pinnedRelease } from "./pinned-release.ts";
import { addOnVersions } from "./versions.ts";

/** Arguments of {@link CertManager}. */
export interface CertManagerArgs extends CertificateOptions {
  readonly podSecurityVersion: string;
  /** The ingress controller's definitions and namespace, which the certificates need. */
  readonly after: readonly pulumi.Resource[];
}

/** cert-manager and the certificates of an environment. */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, args: CertManagerArgs, options: pulumi.CustomResourceOptions) {
    super("storefleet:index:CertManager", name, {});
    const children = { ...options, parent: this };
    const { namespace } = createObjects(
      name,
      [addOnNamespace(certManager.namespace, name, "restricted", args.podSecurityVersion)],
      children,
    );
    const release = pinnedRelease(
      {
        name: "cert-manager",
        namespace: certManager.namespace,
        chart: addOnVersions.certManager.chart,
        values: certManagerValues(args.solver.workloadIdentity),
      },
      { ...children, dependsOn: namespace === undefined ? [] : [namespace] },
    );
    for (const object of certificateObjects(args)) {
      createObject(name, object, { ...children, dependsOn: [release, ...args.after] });
    }
    this.registerOutputs({});
  }
}
