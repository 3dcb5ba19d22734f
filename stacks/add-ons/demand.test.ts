import { describe, expect, test } from "@jest/globals";
import { cpuMillis, memoryMiB } from "../../constructs/quantity.ts";
import type { KubernetesObject } from "../../constructs/store.ts";
import { agentDemand, platformDemand } from "../cluster/capacity.ts";
import { certManagerValues } from "./cert-manager-values.ts";
import { monitoringGiB, monitoringObjects } from "./monitoring-objects.ts";
import { lvmValues } from "./storage.ts";
import { traefikObjects } from "./traefik-objects.ts";
import { addOnVersions } from "./versions.ts";

interface Requests {
  readonly cpu: string;
  readonly memory: string;
}
type Sized = { readonly resources: { readonly requests: Requests } };

const ofObjects = (objects: readonly KubernetesObject[]): Requests[] =>
  objects.flatMap((object) => {
    const spec = object.spec as { template?: { spec: { containers: Sized[] } } } | undefined;
    return (spec?.template?.spec.containers ?? []).map(({ resources }) => resources.requests);
  });
const ofValues = (value: unknown): Requests => (value as Sized).resources.requests;
const times = (count: number, requests: Requests) => Array.from({ length: count }, () => requests);
const total = (all: readonly Requests[]) => ({
  cpu: all.reduce((sum, { cpu }) => sum + cpuMillis(cpu), 0),
  memory: all.reduce((sum, { memory }) => sum + memoryMiB(memory), 0),
});

const traefik = ofObjects(traefikObjects({ namespace: "traefik", hostPorts: { http: 80 }, image: addOnVersions.traefik.image }));
// Containers in a pod, as the chart has them: the values are of each.
const lvmNode = times(2, lvmValues.lvmNode.resources.requests);
const lvmController = times(5, lvmValues.lvmController.resources.requests);
const certManager = certManagerValues(false);
const monitoring = ofObjects(monitoringObjects({ namespace: "m", storageClass: "s", podSecurityVersion: "v1.36" }));
/** What k3s's own manifests request for CoreDNS and metrics-server. */
const ofK3s = times(2, { cpu: "100m", memory: "70Mi" });
/** What the control plane will request: two of it, and its database with 10 GiB. */
const ofControlPlane = [...times(2, { cpu: "100m", memory: "192Mi" }), { cpu: "50m", memory: "256Mi" }];
const controlPlaneGiB = 10;

describe("what admission takes off for the platform", () => {
  const needed = total([
    ...traefik,
    ...lvmNode,
    ...lvmController,
    ofValues(certManager),
    ofValues(certManager.webhook),
    ofValues(certManager.cainjector),
    ...monitoring,
    ...ofK3s,
    ...ofControlPlane,
  ]);

  test("covers what its add-ons request, and not much more", () => {
    expect(needed).toEqual({ cpu: 605, memory: 1508 });
    expect(platformDemand.cpuMillis).toBeGreaterThanOrEqual(needed.cpu);
    expect(platformDemand.memoryMiB).toBeGreaterThanOrEqual(needed.memory);
    expect(platformDemand.cpuMillis).toBeLessThan(needed.cpu * 1.2);
    expect(platformDemand.memoryMiB).toBeLessThan(needed.memory * 1.2);
    expect(platformDemand.storageGiB).toBe(monitoringGiB + controlPlaneGiB);
  });

  test("is less on each further machine: the ingress controller and the volume driver", () => {
    expect(total([...traefik, ...lvmNode])).toEqual({ cpu: agentDemand.cpuMillis, memory: agentDemand.memoryMiB });
  });
});
