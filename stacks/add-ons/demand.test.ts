import { describe, expect, test } from "@jest/globals";
import { cpuMillis, memoryMiB } from "../../constructs/quantity.ts";
import type { KubernetesObject } from "../../constructs/store.ts";
import { agentDemand, platformDemand } from "../cluster/capacity.ts";
import { certManagerValues } from "./cert-manager-values.ts";
import { databaseGiB, databaseObjects } from "./control-plane-database.ts";
import { controlPlaneObjects, stateGiB } from "./control-plane-objects.ts";
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
const monitoringAddOn = monitoringObjects({ namespace: "m", storageClass: "s", podSecurityVersion: "v1.36" });
const monitoring = ofObjects(monitoringAddOn);
/** What k3s's own manifests request for CoreDNS and metrics-server. */
const ofK3s = times(2, { cpu: "100m", memory: "70Mi" });
const ofPlatform = { imagePullSecrets: [], storageClass: "s", secretsRevision: "r" };
const controlPlane = controlPlaneObjects({ ...ofPlatform, image: "c:1", environment: "prod", settings: {}, replicas: 2 });
const database = databaseObjects({ ...ofPlatform, image: "p:1", replicas: 1 });
const volumes = (objects: readonly KubernetesObject[]) => objects.filter(({ kind }) => kind === "PersistentVolumeClaim").length;

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
    ...times(2, ofObjects(controlPlane)[0] as Requests),
    ...ofObjects(database),
  ]);

  test("covers what its add-ons request, and not much more", () => {
    expect(needed).toEqual({ cpu: 605, memory: 1636 });
    expect(platformDemand.cpuMillis).toBeGreaterThanOrEqual(needed.cpu);
    expect(platformDemand.memoryMiB).toBeGreaterThanOrEqual(needed.memory);
    expect(platformDemand.cpuMillis).toBeLessThan(needed.cpu * 1.2);
    expect(platformDemand.memoryMiB).toBeLessThan(needed.memory * 1.2);
    expect(platformDemand.storageGiB).toBe(monitoringGiB + stateGiB + databaseGiB);
    expect(platformDemand.volumes).toBe(volumes([...monitoringAddOn, ...controlPlane, ...database]));
  });

  test("is less on each further machine: the ingress controller and the volume driver", () => {
    expect(total([...traefik, ...lvmNode])).toEqual({ cpu: agentDemand.cpuMillis, memory: agentDemand.memoryMiB });
  });
});
