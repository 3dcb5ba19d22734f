import * as pulumi from "@pulumi/pulumi";
import { createObject, createObjects } from "../objects.ts";
import { traefikDefinitions } from "./traefik-crds.ts";
import { type TraefikSettings, traefikLabels, traefikObjects } from "./traefik-objects.ts";

/** The ingress controller: Traefik on every node's own ports, reading nothing but its custom resources. */
export class Traefik extends pulumi.ComponentResource {
  /** The custom resource definitions: what a store's release needs before it can be applied. */
  readonly definitions: readonly pulumi.Resource[];

  constructor(name: string, settings: TraefikSettings, options: pulumi.CustomResourceOptions) {
    super("storefleet:index:Traefik", name, {});
    const children = { ...options, parent: this };
    this.definitions = traefikDefinitions(traefikLabels).map((definition) => createObject(name, definition, children));
    createObjects(name, traefikObjects(settings), { ...children, dependsOn: [...this.definitions] });
    this.registerOutputs({});
  }
}
