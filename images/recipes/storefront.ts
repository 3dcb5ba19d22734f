import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageConfig, LayerSource } from "../builder/archive.ts";
import { exists } from "../builder/exists.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import { npmInstall } from "../builder/npm.ts";
import { type BuildContext, type ImageRecipe, sourceFiles } from "../builder/recipe.ts";
import { runInRoot, unpackLayers } from "../builder/rootfs.ts";
import { run } from "../builder/run.ts";
import { lockComponents } from "../builder/sbom.ts";
import { versions } from "../versions.ts";
import type { NpmLock, NpmLockPackage } from "./npm-prune.ts";
import { accounts, nodeLayers, nodeSources } from "./shared-layers.ts";

const folder = join(import.meta.dirname, "../storefront");
const rehearsal = join(import.meta.dirname, "../rehearsals/storefront");
const user = 10001;

const config: ImageConfig = {
  user: `${user}:${user}`,
  workingDir: "/app",
  cmd: ["node", "server.js"],
  env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", HOSTNAME: "0.0.0.0", PORT: "3000", HOME: "/tmp" },
  exposedPorts: [3000],
};

/** The shop that customers of a Medusa store see: Next.js standalone output, configured at run time only. */
export const storefront: ImageRecipe = {
  name: "storefront",
  version: versions.storefront,
  inputs: { config },
  sources: [folder, rehearsal, import.meta.filename, ...nodeSources],
  async build(context) {
    const node = await nodeLayers(context);
    const build = join(context.scratch, "build");
    await buildNext(build, context);
    const app: LayerSource = { kind: "files", entries: [...accounts("storefront", user), ...(await appEntries(build))] };
    const layers = [...node.layers, app];
    await rehearse(layers, context);
    return { layers, config, components: [...node.components, ...lockComponents(await shippedPackages(build))] };
  },
};

async function buildNext(build: string, context: BuildContext): Promise<void> {
  await npmInstall({ ...context, source: folder, folder: build });
  for (const name of await sourceFiles(folder)) {
    await mkdir(dirname(join(build, name)), { recursive: true });
    await copyFile(join(folder, name), join(build, name));
  }
  context.onProgress?.("next build");
  await run(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: build,
    signal: context.signal,
    // Next would otherwise rewrite package-lock.json to list its own compilers for other systems.
    env: { NODE_ENV: "production", NODE_OPTIONS: undefined, NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1" },
  });
  if (!(await exists(join(build, ".next/standalone/server.js")))) throw new Error("next build made no .next/standalone/server.js");
}

/** The folder /app of the image. */
async function appEntries(build: string): Promise<readonly FileEntry[]> {
  const folders = ["app", "app/.next/static", "app/public"].map((path) => ({ path, directory: true }));
  const [standalone, assets, files] = await Promise.all([
    treeEntries(join(build, ".next/standalone"), "app"),
    treeEntries(join(build, ".next/static"), "app/.next/static"),
    treeEntries(join(build, "public"), "app/public"),
  ]);
  const own = standalone.filter(({ path }) => !path.startsWith("app/public") && !path.startsWith("app/.next/static"));
  return [...folders, ...own, ...assets, ...files];
}

/** The locked packages that Next.js traced into its output. */
async function shippedPackages(build: string): Promise<NpmLock["packages"]> {
  const { packages } = JSON.parse(await readFile(join(build, "package-lock.json"), "utf8")) as NpmLock;
  const shipped: Record<string, NpmLockPackage> = {};
  for (const [path, locked] of Object.entries(packages)) {
    if (path !== "" && (await exists(join(build, ".next/standalone", path)))) shipped[path] = locked;
  }
  return shipped;
}

async function rehearse(layers: readonly LayerSource[], context: BuildContext): Promise<void> {
  const root = join(context.scratch, "root");
  const script: LayerSource = { kind: "files", entries: await treeEntries(rehearsal, "rehearsal") };
  await unpackLayers([...layers, script], root, context.signal);
  await runInRoot({
    root,
    user,
    env: config.env ?? {},
    command: ["node", "--disable-warning=ExperimentalWarning", "/rehearsal/main.ts"],
    signal: context.signal,
    onLine: (line) => line.startsWith("rehearsal: ") && context.onProgress?.(line),
  });
}
