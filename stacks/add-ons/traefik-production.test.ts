import { describe, expect, test } from "@jest/globals";
import { traefikLoadBalancer } from "./traefik-load-balancer.ts";
import { traefikObjects } from "./traefik-objects.ts";
import { imageVersion, traefikArguments } from "./traefik-options.ts";
import { addOnVersions } from "./versions.ts";

const { image } = addOnVersions.traefik;
const production = traefikArguments({ image, namespace: "traefik", https: 443, challenges: true });
const starting = (prefix: string, all: readonly string[] = production) => all.filter((argument) => argument.startsWith(prefix));

describe("Traefik in production", () => {
  test("is outside the range of the known holes", () => {
    const [major = 0, minor = 0, patch = 0] = imageVersion(image) ?? [];
    expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_007_013);
    expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  test("lets no store name another provider's middleware: the list is really on the command line", () => {
    expect(production).toContain("--providers.kubernetesCRD.crossProviderNamespaces=traefik");
    expect(production).toContain("--providers.kubernetesIngress.crossProviderNamespaces=traefik");
    expect(production).toContain("--providers.kubernetesCRD.allowCrossNamespace=false");
    expect(production).toContain("--providers.kubernetesCRD.safeNaming=true");
  });

  test.each([
    ["v3.6.7", []],
    ["v3.6.16", []],
    ["v3.6.17", ["--providers.kubernetesCRD.crossProviderNamespaces=edge"]],
    ["v3.7.0", []],
    ["v3.7.1", ["--providers.kubernetesCRD.crossProviderNamespaces=edge"]],
    ["v3.7.11", ["--providers.kubernetesCRD.crossProviderNamespaces=edge", "--providers.kubernetesCRD.safeNaming=true"]],
    ["v3.8.0", ["--providers.kubernetesCRD.crossProviderNamespaces=edge", "--providers.kubernetesCRD.safeNaming=true"]],
  ])("version %s gets the guards that it knows, because an unknown one would keep it from starting", (tag, expected) => {
    const given = traefikArguments({ image: `traefik:${tag}`, namespace: "edge" });
    expect(given.filter((argument) => /crossProvider|safeNaming/.test(argument))).toEqual(expected);
  });

  test("moves shoppers to https, at the port that they see", () => {
    expect(starting("--entryPoints.web.http.redirections")).toEqual([
      "--entryPoints.web.http.redirections.entryPoint.to=:443",
      "--entryPoints.web.http.redirections.entryPoint.scheme=https",
      "--entryPoints.web.http.redirections.entryPoint.permanent=true",
    ]);
    const other = traefikArguments({ image, namespace: "traefik", https: 8443 });
    expect(other).toContain("--entryPoints.web.http.redirections.entryPoint.to=:8443");
    expect(starting("--entryPoints.web.http.redirections", traefikArguments({ image, namespace: "traefik" }))).toEqual([]);
  });

  test("reads Ingress objects only of its own namespace and for certificate challenges only", () => {
    expect(starting("--providers.kubernetesIngress")).toEqual([
      "--providers.kubernetesIngress=true",
      "--providers.kubernetesIngress.namespaces=traefik",
      "--providers.kubernetesIngress.ingressClass=storefleet-acme",
      "--providers.kubernetesIngress.disableClusterScopeResources=true",
      "--providers.kubernetesIngress.allowExternalNameServices=false",
      "--providers.kubernetesIngress.crossProviderNamespaces=traefik",
    ]);
    expect(starting("--providers.kubernetesIngress", traefikArguments({ image, namespace: "traefik", https: 443 }))).toEqual([]);
  });

  test("may read those Ingress objects in its own namespace and nowhere else", () => {
    const settings = { namespace: "traefik", hostPorts: { http: 80, https: 443 }, image, challenges: true };
    const role = traefikObjects(settings).find(({ kind }) => kind === "Role");
    expect(role).toMatchObject({
      metadata: { name: "traefik-challenges", namespace: "traefik" },
      rules: [
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
      ],
    });
    const cluster = traefikObjects(settings).find(({ kind }) => kind === "ClusterRole");
    expect(JSON.stringify(cluster)).not.toContain('"ingresses"');
    expect(traefikObjects({ ...settings, challenges: false }).some(({ kind }) => kind === "Role")).toBe(false);
  });

  test("takes Azure's address on AKS and keeps the sender's", () => {
    expect(traefikLoadBalancer("traefik", { addressName: "prod-ingress", resourceGroup: "prod-ingress" })).toMatchObject({
      kind: "Service",
      metadata: {
        namespace: "traefik",
        annotations: {
          "service.beta.kubernetes.io/azure-pip-name": "prod-ingress",
          "service.beta.kubernetes.io/azure-load-balancer-resource-group": "prod-ingress",
        },
      },
      spec: { type: "LoadBalancer", externalTrafficPolicy: "Local" },
    });
  });
});
