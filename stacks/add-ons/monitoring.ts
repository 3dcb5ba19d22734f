import * as pulumi from "@pulumi/pulumi";
import { createObjects } from "../objects.ts";
import { type MonitoringOptions, monitoringObjects } from "./monitoring-objects.ts";

/** Metrics of a month, and a page of diagrams about the stores. */
export class Monitoring extends pulumi.ComponentResource {
  /** @param after The storage class that its volume needs. */
  constructor(name: string, args: MonitoringOptions, after: readonly pulumi.Resource[], options: pulumi.CustomResourceOptions) {
    super("storefleet:index:Monitoring", name, {}, { dependsOn: [...after] });
    createObjects(name, monitoringObjects(args), { ...options, parent: this });
    this.registerOutputs({});
  }
}
