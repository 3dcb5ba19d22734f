import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { orchestratorUser } from "../../stacks/add-ons/platform-access.ts";
import { productionImages } from "../../stacks/testing/production.ts";
import type { ApiServer } from "./api-server.ts";
import { deployer, startGuardedApi, stranger } from "./guarded-api.ts";

let api: ApiServer;
beforeAll(async () => {
  api = await startGuardedApi();
}, 120_000);
afterAll(() => api?.stop());

describe("guardrails", () => {
  test.each([
    ["resourcequota", "store-quota"],
    ["limitrange", "store-limits"],
    ["networkpolicy", "default-deny"],
  ])("are not removed by an administrator of another name: %s %s", (kind, name) => {
    const { status, stderr } = api.kubectl(["delete", kind, name, "--namespace=store-borealis"], { as: stranger });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("guardrails of a store are changed by the platform only"),
    });
  });

  test("are not removed by the platform either, as long as the store is there", () => {
    const { stderr } = api.kubectl(["delete", "networkpolicy", "default-deny", "--namespace=store-borealis"], { as: orchestratorUser });
    expect(stderr).toContain("a store keeps its quota, limits and default denial until its namespace goes");
    expect(api.kubectl(["delete", "networkpolicy", "cache", "--namespace=store-borealis"], { as: orchestratorUser })).toMatchObject({
      status: 0,
    });
  });

  test("keep denying: the base policy cannot be opened", () => {
    const open = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "default-deny", namespace: "store-borealis" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}] },
    };
    expect(api.apply([open], orchestratorUser).stderr).toContain("the default denial must deny everything to every pod");
  });

  test("are left alone outside stores", () => {
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "own", namespace: "default" },
      spec: { hard: { pods: "5" } },
    };
    expect(api.apply([quota], stranger)).toMatchObject({ status: 0 });
  });
});

describe("routes", () => {
  const read = "(Method(`GET`) || Method(`HEAD`))";
  const route = (match: string, more: object = {}, tls: object = {}) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: "store", namespace: "store-borealis" },
    spec: {
      entryPoints: ["websecure"],
      routes: [{ kind: "Rule", match, services: [{ name: "server", port: "http" }], middlewares: [{ name: "ratelimit" }], ...more }],
      tls,
    },
  });
  const host = "Host(`borealis.shops.acme.com`)";

  test.each([
    ["as the chart writes them, reading", `${host} && PathRegexp(\`^/(admin|app)(/|$)\`) && ${read}`],
    ["as the chart writes them, writing", `${host} && !PathRegexp(\`^/+(healthz|readyz)/*$\`) && !${read}`],
    ["of the whole host", host],
  ])("are accepted %s", (_, match) => {
    expect(api.apply([route(match)], orchestratorUser)).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["they name another store's host", route("Host(`declared.shops.acme.com`)"), "exactly its own host"],
    ["they name another domain", route("Host(`borealis.evil.com`)"), "exactly its own host"],
    ["the host only begins like its own", route("Host(`borealis.shops.acme.com.evil.com`)"), "exactly its own host"],
    ["they name a second host", route(`${host} && Path(\`/\`) || Host(\`declared.shops.acme.com\`)`), "exactly its own host"],
    ["they match by an expression", route("HostRegexp(`.*`)"), "exactly its own host"],
    ["they match paths of every host", route(`${host} && Path(\`/\`) || PathPrefix(\`/\`)`), "exactly its own host"],
    ["they name no host", route("PathPrefix(`/`)"), "exactly its own host"],
    [
      "they lead into another namespace",
      route(host, { services: [{ name: "server", port: "http", namespace: "store-declared" }] }),
      "of its own namespace only",
    ],
    [
      "they lead to Traefik's own pages",
      route(host, { services: [{ name: "api@internal", kind: "TraefikService" }] }),
      "of its own namespace only",
    ],
    ["they use another provider's middleware", route(host, { middlewares: [{ name: "auth@file" }] }), "of its own namespace only"],
    [
      "they use another namespace's middleware",
      route(host, { middlewares: [{ name: "ratelimit", namespace: "store-declared" }] }),
      "of its own namespace only",
    ],
    ["they choose TLS options", route(host, {}, { options: { name: "weak" } }), "TLS is the platform's"],
    ["they ask for certificates themselves", route(host, {}, { certResolver: "acme" }), "TLS is the platform's"],
  ])("are refused when %s", (_, object, reason) => {
    const { status, stderr } = api.apply([object], deployer);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(reason) });
  });
});

describe("other ways in", () => {
  const service = (spec: object) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "x", namespace: "store-borealis" },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  const custom = (kind: string, spec: object) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind,
    metadata: { name: "x", namespace: "store-borealis" },
    spec,
  });

  test("a service of type ClusterIP is accepted", () => {
    expect(api.apply([service({ type: "ClusterIP", selector: { a: "b" } })], orchestratorUser)).toMatchObject({ status: 0 });
  });

  test.each([
    ["a service is a NodePort", service({ type: "NodePort" })],
    ["a service is a load balancer", service({ type: "LoadBalancer" })],
    ["a service leads to a name outside", service({ type: "ExternalName", externalName: "metadata.azure.internal" })],
    ["a service takes external addresses", service({ type: "ClusterIP", externalIPs: ["10.60.0.10"] })],
    [
      "it is an Ingress",
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "x", namespace: "store-borealis" },
        spec: { defaultBackend: { service: { name: "x", port: { number: 80 } } } },
      },
    ],
    ["it is a TCP route", custom("IngressRouteTCP", { routes: [{ match: "HostSNI(`*`)", services: [{ name: "x", port: 80 }] }] })],
    ["it changes everybody's TLS", custom("TLSOption", { minVersion: "VersionTLS10" })],
    ["it changes everybody's certificate", custom("TLSStore", { defaultCertificate: { secretName: "x" } })],
  ])("are refused when %s", (_, object) => {
    const { status, stderr } = api.apply([object], deployer);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("a store has services of type ClusterIP") });
  });
});

describe("pods", () => {
  const pod = (image: string, namespace = "store-borealis", more: object = {}) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", namespace },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "x",
          image,
          resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "20m", memory: "32Mi" } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          ...more,
        },
      ],
    },
  });
  const dryRun = (object: object, as: string) =>
    api.kubectl(["create", "--dry-run=server", "-f", "-"], { input: JSON.stringify(object), as });

  test("run the platform's images", () => {
    expect(dryRun(pod(productionImages.medusa), deployer)).toMatchObject({ status: 0 });
    expect(dryRun(pod(`ghcr.io/acme/storefleet/medusa@sha256:${"0".repeat(64)}`), deployer)).toMatchObject({ status: 0 });
  });

  test.each([
    ["an image of another registry", "docker.io/library/busybox:1.37"],
    ["an image whose registry only begins alike", "ghcr.io/acme/storefleet-evil/medusa:1"],
    ["an image without a tag", "ghcr.io/acme/storefleet/medusa"],
    ["an image that moves", "ghcr.io/acme/storefleet/medusa:latest"],
  ])("are refused with %s", (_, image) => {
    expect(dryRun(pod(image), deployer).stderr).toContain("a store's pods run pinned images from ghcr.io/acme/storefleet/ only");
  });

  test("may run any image outside stores", () => {
    expect(dryRun(pod("docker.io/library/busybox:1.37", "default"), deployer)).toMatchObject({ status: 0 });
  });

  test("are held to the restricted standard in a namespace that says nothing", () => {
    const privileged = pod("docker.io/library/busybox:1.37", "default", { securityContext: { privileged: true } });
    expect(dryRun(privileged, deployer).stderr).toContain('violates PodSecurity "restricted:v1.36"');
  });

  test("of k3s itself are exempt", () => {
    const privileged = pod("docker.io/library/busybox:1.37", "kube-system", { securityContext: { privileged: true } });
    expect(dryRun(privileged, deployer)).toMatchObject({ status: 0 });
  });
});

test("the audit log has changes by name, and no content of a Secret", () => {
  const events = api.audit();
  const changes = events.filter(({ objectRef, user }) => objectRef?.resource === "namespaces" && user.username === "admin");
  expect(changes.some(({ level }) => level === "RequestResponse")).toBe(true);
  const secrets = events.filter(({ objectRef }) => objectRef?.resource === "secrets");
  expect(secrets.length).toBeGreaterThan(0);
  expect(secrets.every(({ level, requestObject }) => level === "Metadata" && requestObject === undefined)).toBe(true);
});
