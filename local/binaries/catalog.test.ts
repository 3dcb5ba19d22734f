import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BINARY_NAMES } from "./binary.ts";
import { GO_MODULES_FOLDER } from "./cache-key.ts";
import { CATALOG, CLI_BINARIES, CLUSTER_BINARIES } from "./catalog.ts";
import { programName } from "./go-build.ts";
import { GO_VERSION_NEEDED, isAtLeast } from "./go-toolchain.ts";
import { mirrorFileOf } from "./mirror.ts";
import { PLATFORMS } from "./platform.ts";

const binaries = Object.values(CATALOG);
const artefacts = binaries.flatMap(({ name, official }) =>
  Object.entries(official?.artefacts ?? {}).map(([platform, artefact]) => ({ name, platform, artefact })),
);
const packageJson = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

describe("catalog", () => {
  test("files every binary under its own name", () => {
    expect(Object.keys(CATALOG)).toEqual([...BINARY_NAMES]);
    expect(binaries.map(({ name }) => name)).toEqual([...BINARY_NAMES]);
  });

  test("has the command line's tools and the cluster's programs", () => {
    expect(CLI_BINARIES).toEqual(["pulumi", "pulumi-resource-kubernetes", "helm", "kubectl"]);
    expect([...CLI_BINARIES, ...CLUSTER_BINARIES].sort()).toEqual([...BINARY_NAMES].sort());
  });

  test.each(artefacts)("fetches $name for $platform over HTTPS and with a checksum", ({ artefact }) => {
    expect(artefact.url).toMatch(/^https:\/\//);
    const { checksum } = artefact;
    if (checksum.kind === "pinned") expect(checksum.sha256).toMatch(/^[0-9a-f]{64}$/);
    else expect(checksum.url).toMatch(/^https:\/\//);
  });

  test("vouches for a published checksum by the publisher's own host only", () => {
    const hosts = artefacts.flatMap(({ artefact: { url, checksum } }) =>
      checksum.kind === "published" ? [[new URL(checksum.url).host, new URL(url).host]] : [],
    );
    for (const [checksumHost, host] of hosts) expect(checksumHost).toBe(host);
  });

  test("names every mirror file once, with its version", () => {
    const files = PLATFORMS.flatMap((platform) => binaries.flatMap((binary) => mirrorFileOf(binary, platform) ?? []));
    expect(new Set(files).size).toBe(files.length);
    for (const file of files) expect(file).toMatch(/^[a-z][a-zA-Z0-9._-]*\d+\.\d+\.\d+[a-zA-Z0-9._-]*$/);
  });

  test("pins no SHA-256 twice", () => {
    const sums = artefacts.flatMap(({ artefact: { checksum } }) => (checksum.kind === "pinned" ? [checksum.sha256] : []));
    expect(new Set(sums).size).toBe(sums.length);
  });

  test("can give this project's cluster and tools on linux-amd64 and linux-arm64 by Go alone", () => {
    for (const { go } of binaries) expect(go.module.platforms).toEqual(expect.arrayContaining(["linux-amd64", "linux-arm64"]));
  });

  test.each(binaries)("has a locked Go module for $name", ({ go }) => {
    const folder = join(GO_MODULES_FOLDER, go.module.folder);
    const lock = readFileSync(join(folder, "go.mod"), "utf8");
    expect(isAtLeast(GO_VERSION_NEEDED, /^go (\S+)$/m.exec(lock)?.[1] ?? "99.0.0")).toBe(true);
    if (!go.module.probe) return;
    expect(lock).toContain(`${go.module.probe.module} ${go.module.probe.version}`);
    expect(readFileSync(join(folder, "go.sum"), "utf8")).toContain(`${go.module.probe.module} ${go.module.probe.version} h1:`);
    if (go.package !== ".") expect(readFileSync(join(folder, "tools.go"), "utf8")).toContain(`"${go.package}"`);
  });

  test("builds programs of different names in each module", () => {
    const names = binaries.map((binary) => `${binary.go.module.folder}/${programName(binary)}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("etcd/server");
    expect(names).toContain("pause/pause");
    expect(names).toContain("traefik/traefik");
  });

  test("keeps the engine and its plugin at the versions of their packages", () => {
    expect(CATALOG.pulumi.official?.version).toBe(packageJson.dependencies["@pulumi/pulumi"]);
    expect(CATALOG.pulumi.go.module.version).toBe(packageJson.dependencies["@pulumi/pulumi"]);
    expect(CATALOG["pulumi-resource-kubernetes"].official?.version).toBe(packageJson.dependencies["@pulumi/kubernetes"]);
  });

  test("has different versions by route only for the two that the Go registry has no newer one of", () => {
    const differing = binaries.filter(({ official, go }) => official && official.version !== go.module.version).map(({ name }) => name);
    expect(differing).toEqual(["pulumi-resource-kubernetes", "traefik"]);
  });

  test.each(binaries)("documents the mirror file of $name, and whether its sum must stand beside it", (binary) => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/binaries.md"), "utf8");
    const needsSum = binary.official?.artefacts["linux-amd64"]?.checksum.kind !== "pinned";
    expect(page).toContain(`| ${binary.name} | \`${mirrorFileOf(binary, "linux-amd64")}\`${needsSum ? " *" : ""} |\n`);
  });
});
