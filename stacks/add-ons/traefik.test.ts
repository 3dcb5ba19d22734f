import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { traefikCrds } from "./traefik-crds/source.ts";
import { traefikDefinitions } from "./traefik-crds.ts";
import { traefikObjects } from "./traefik-objects.ts";
import { imageVersion, traefikArguments } from "./traefik-options.ts";

const image = "storefleet.local/traefik:3.6.7-0123456789ab";

describe("the definitions", () => {
  const text = readFileSync(join(__dirname, "traefik-crds", traefikCrds.file), "utf8");

  test("are those of the module and version named in source.ts, unedited", () => {
    const [origin = "", hash = ""] = text.split("\n", 2);
    const content = text.slice(origin.length + hash.length + 2);
    expect(origin).toBe(`# Generated from ${traefikCrds.module}@${traefikCrds.version}, ${traefikCrds.path}. Do not edit.`);
    expect(createHash("sha256").update(content).digest("hex")).toBe(traefikCrds.sha256);
  });

  test("are registered whole but for their prose", () => {
    const original = parseAllDocuments(text).map((document) => document.toJSON());
    const registered = traefikDefinitions({ part: "x" });
    expect(registered.map(({ metadata }) => metadata.name)).toEqual(original.map(({ metadata }) => metadata.name));
    expect(registered.map(({ metadata }) => metadata.name)).toEqual(
      [
        "ingressroutes",
        "ingressroutetcps",
        "ingressrouteudps",
        "middlewares",
        "middlewaretcps",
        "serverstransports",
        "serverstransporttcps",
        "tlsoptions",
        "tlsstores",
        "traefikservices",
      ].map((name) => `${name}.traefik.io`),
    );
    expect(registered.map((definition) => paths(definition))).toEqual(original.map((definition) => paths(definition)));
    expect(JSON.stringify(registered).length).toBeLessThan(40_000);
  });
});

/** Every path in a definition's spec but those of descriptions. A field that is called description stays. */
function paths(definition: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) {
      if (!path.endsWith(".description")) found.push(`${path}=${String(value)}`);
      return;
    }
    for (const [key, content] of Object.entries(value)) walk(content, `${path}.${key}`);
  };
  walk(definition.spec, "");
  return found;
}

describe("traefikArguments", () => {
  test("reads custom resources only, of one namespace each, and reacts at once", () => {
    expect(traefikArguments({ image, namespace: "traefik" })).toEqual([
      "--global.checkNewVersion=false",
      "--global.sendAnonymousUsage=false",
      "--log.level=INFO",
      "--log.format=json",
      "--entryPoints.web.address=:8000",
      "--entryPoints.web.forwardedHeaders.insecure=false",
      "--entryPoints.web.http.encodedCharacters.allowEncodedNullCharacter=false",
      "--entryPoints.web.http.encodedCharacters.allowEncodedBackSlash=false",
      "--entryPoints.metrics.address=:9100",
      "--metrics.prometheus=true",
      "--metrics.prometheus.entryPoint=metrics",
      "--ping=true",
      "--ping.entryPoint=metrics",
      "--providers.providersThrottleDuration=100ms",
      "--providers.kubernetesCRD=true",
      "--providers.kubernetesCRD.allowCrossNamespace=false",
      "--providers.kubernetesCRD.allowExternalNameServices=false",
      "--providers.kubernetesCRD.allowEmptyServices=true",
      "--providers.kubernetesCRD.disableClusterScopeResources=true",
      "--providers.kubernetesCRD.throttleDuration=100ms",
    ]);
  });

  test("adds an entry point for https where there is a port for it", () => {
    expect(traefikArguments({ image, namespace: "traefik", https: 443 })).toEqual(
      expect.arrayContaining(["--entryPoints.websecure.address=:8443", "--entryPoints.websecure.http.tls=true"]),
    );
  });

  test.each([
    ["3.6.7-0123456789ab", undefined],
    ["v3.6.19", undefined],
    ["v3.6.20", "underscoreHeadersStrategy"],
    ["v3.7.5", undefined],
    ["3.7.6", "underscoreHeadersStrategy"],
    ["3.7.11", "underscoreHeadersStrategy"],
    ["3.7.12", "aliasHeadersStrategy"],
    ["v3.7.13@sha256:0123", "aliasHeadersStrategy"],
    ["v3.8.0", "aliasHeadersStrategy"],
    ["v4.0.0", "aliasHeadersStrategy"],
    ["nightly", undefined],
  ])("strips look-alike headers as version %s can: %s", (tag, option) => {
    const given = traefikArguments({ image: `registry:5000/traefik:${tag}`, namespace: "traefik" }).filter((argument) =>
      argument.includes("Strategy"),
    );
    expect(given).toEqual(option === undefined ? [] : [`--entryPoints.web.http.${option}=delete`]);
  });
});

test("imageVersion reads the tag, never a registry's port", () => {
  expect(imageVersion("registry:5000/traefik:v3.7.13")).toEqual([3, 7, 13]);
  expect(imageVersion("registry:5000/traefik")).toBeUndefined();
  expect(imageVersion("traefik@sha256:0123")).toBeUndefined();
});

describe("traefikObjects", () => {
  const objects = traefikObjects({ namespace: "traefik", hostPorts: { http: 8080 }, image });
  const spec = objects.find(({ kind }) => kind === "DaemonSet")?.spec as { template: { spec: Record<string, unknown> } };
  const pod = spec.template.spec as unknown as {
    securityContext: object;
    containers: [{ securityContext: object; ports: object[]; image: string }];
    hostNetwork?: boolean;
  };

  test("are these", () => {
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? "-"} ${metadata.name}`)).toEqual([
      "Namespace - traefik",
      "ServiceAccount traefik traefik",
      "ClusterRole - storefleet-traefik",
      "ClusterRoleBinding - storefleet-traefik",
      "DaemonSet traefik traefik",
    ]);
    expect(objects[0]?.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("privileged");
  });

  test("run without any privilege but the host port", () => {
    expect(pod.hostNetwork).toBeUndefined();
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.containers[0].image).toBe(image);
    expect(pod.containers[0].ports).toEqual([
      { name: "web", containerPort: 8000, hostPort: 8080, protocol: "TCP" },
      { name: "metrics", containerPort: 9100, protocol: "TCP" },
    ]);
  });

  test("may only watch, and only what routing needs", () => {
    const rules = objects.find(({ kind }) => kind === "ClusterRole")?.rules as { resources: string[]; verbs: string[] }[];
    for (const rule of rules) expect(rule.verbs).toEqual(["get", "list", "watch"]);
    expect(rules.flatMap(({ resources }) => resources)).not.toEqual(expect.arrayContaining(["nodes", "pods", "namespaces"]));
  });
});
