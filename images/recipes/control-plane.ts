import { join } from "node:path";
import type { ImageConfig, LayerSource } from "../builder/archive.ts";
import { treeEntries } from "../builder/file-entry.ts";
import type { BuildContext, ImageRecipe } from "../builder/recipe.ts";
import { runInRoot, unpackLayers } from "../builder/rootfs.ts";
import { lockComponents } from "../builder/sbom.ts";
import { findProgram, type Program } from "../sources/programs.ts";
import type { ImageSources } from "../sources/sources.ts";
import { versions } from "../versions.ts";
import { moduleEntries, productionPackages, roots } from "./control-plane-packages.ts";
import { checkout, sourceEntries, sourceNames } from "./control-plane-sources.ts";
import { dashboardLayer } from "./dashboard.ts";
import { accounts, debianLayers, nodeLayers, nodeSources } from "./shared-layers.ts";

const rehearsal = join(import.meta.dirname, "../rehearsals/control-plane");

/** The user that the control plane runs as. */
export const controlPlaneUser = 10001;

/** Programs of the engine, as the workstation has them too. */
const programNames = ["pulumi", "pulumi-resource-kubernetes"] as const;

/** Reaps what a killed engine leaves: as the first process of a container, Node would not. */
const debianPackages = ["tini"];

const config: ImageConfig = {
  user: `${controlPlaneUser}:${controlPlaneUser}`,
  workingDir: "/app",
  entrypoint: ["/usr/bin/tini", "--"],
  cmd: ["node", "--disable-warning=ExperimentalWarning", "control/server/in-cluster/main.ts"],
  env: { NODE_ENV: "production", HOME: "/tmp", NODE_COMPILE_CACHE: "/tmp/node-compile-cache" },
  exposedPorts: [4100],
};

const inputs = { config, debianPackages, roots };
const ownSources = [
  ...["control-plane.ts", "control-plane-sources.ts", "control-plane-packages.ts", "dashboard.ts", "npm-prune.ts"].map((name) =>
    join(import.meta.dirname, name),
  ),
  rehearsal,
  ...nodeSources,
];

/**
 * API and worker with the dashboard and the engine's programs. The declared fleet and the environment's settings are mounted,
 * so that neither makes another image.
 */
export const controlPlane: ImageRecipe = {
  name: "control-plane",
  version: versions.controlPlane,
  inputs,
  sources: ownSources,
  async resolve(sources) {
    const programs = await programsOf(sources);
    const names = await sourceNames();
    const files = [...names, ...["package-lock.json"]].map((name) => join(checkout, name));
    return {
      ...controlPlane,
      inputs: { ...inputs, names, programs: programs?.map(({ name, version, sha256 }) => ({ name, version, sha256 })) ?? [] },
      sources: [...ownSources, ...files],
    };
  },
  async missing({ sources }) {
    if ((await programsOf(sources)) !== undefined) return undefined;
    return {
      reason: "the control plane's image needs Linux builds of the Pulumi CLI and its Kubernetes plugin, which are not in the cache",
      remedy: "storefleet up --control-plane in-cluster brings them there",
    };
  },
  // Where the rest is built in a container, the bundler still runs on the machine whose packages are installed.
  async fetch(context) {
    await dashboardLayer(context);
  },
  async build(context) {
    const programs = await programsOf(context.sources);
    const missing = await controlPlane.missing?.(context);
    if (programs === undefined) throw new Error(`${missing?.reason}; ${missing?.remedy}`);
    const [node, debian] = [await nodeLayers(context), await debianLayers(context, debianPackages)];
    const packages = await productionPackages();
    const layers: readonly LayerSource[] = [
      ...node.layers,
      ...debian.layers.slice(1),
      { kind: "files", entries: programEntries(programs) },
      { kind: "files", entries: await moduleEntries(packages) },
      { kind: "tar", file: await dashboardLayer(context) },
      { kind: "files", entries: [...accounts("storefleet", controlPlaneUser), ...(await sourceEntries())] },
    ];
    await rehearse(layers, context);
    return {
      layers,
      config,
      components: [...node.components, ...debian.components, ...programs.map(programComponent), ...lockComponents(packages)],
    };
  },
};

async function programsOf({ programs: folder }: ImageSources): Promise<readonly Program[] | undefined> {
  if (folder === undefined) return undefined;
  const found = await Promise.all(programNames.map((name) => findProgram(folder, name)));
  return found.every((program) => program !== undefined) ? found : undefined;
}

/** The CLI, and the plugin where `PULUMI_HOME/plugins` will lead to. */
function programEntries(programs: readonly Program[]) {
  return programs.map(({ name, version, file }) => ({
    path: name === "pulumi" ? "opt/storefleet/bin/pulumi" : `opt/storefleet/plugins/${name.replace(/^pulumi-/, "")}-v${version}/${name}`,
    source: file,
    mode: 0o755,
  }));
}

function programComponent({ name, version }: Program) {
  const module = name === "pulumi" ? "github.com/pulumi/pulumi" : "github.com/pulumi/pulumi-kubernetes";
  return { type: "application", name, version, purl: `pkg:golang/${module}@v${version}`, license: "Apache-2.0" } as const;
}

/** Loads every entry of the program and runs the engine's programs, as a container would: other user, read-only root, no network. */
async function rehearse(layers: readonly LayerSource[], context: BuildContext): Promise<void> {
  const root = join(context.scratch, "root");
  const script: LayerSource = { kind: "files", entries: await treeEntries(rehearsal, "app/rehearsal") };
  await unpackLayers([...layers, script], root, context.signal);
  await runInRoot({
    root,
    user: controlPlaneUser,
    env: config.env ?? {},
    command: ["node", "--disable-warning=ExperimentalWarning", "/app/rehearsal/main.ts"],
    signal: context.signal,
    onLine: (line) => line.startsWith("rehearsal: ") && context.onProgress?.(line),
  });
}
