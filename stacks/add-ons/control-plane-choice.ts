import type { ConfigProblem } from "../config.ts";
import type { StackConfig } from "../config-fields.ts";

const wantedImages = ["control-plane", "postgres"];

/**
 * Whether an environment has its control plane in the cluster.
 *
 * @param made Whether the program makes the cluster.
 * @returns undefined when it has none
 */
export function wantedControlPlane({ addOns, images }: StackConfig, made: boolean): "running" | "stopped" | undefined {
  if (addOns.controlPlane !== undefined) return addOns.controlPlane;
  const able = (addOns.platform ?? true) && wantedImages.every((image) => images[image] !== undefined);
  return made && able ? "running" : undefined;
}

/** What a configuration lacks for the control plane that it asks for. */
export function controlPlaneProblems({ addOns, images }: StackConfig, made: boolean): ConfigProblem[] {
  if (addOns.controlPlane === undefined) return [];
  const key = "addOns.controlPlane";
  const got = addOns.controlPlane;
  if (!(addOns.platform ?? made)) {
    const fix = "pulumi config set --path storefleet:addOns.platform true";
    return [{ key, message: "needs the account and the policies of addOns.platform", got, fix }];
  }
  return wantedImages
    .filter((image) => images[image] === undefined)
    .map((image) => ({
      key,
      message: `needs images.${image}`,
      got,
      fix: `node images/publish.ts <registry> ${image}, then pulumi config set --path 'storefleet:images.${image}' <reference>`,
    }));
}
