import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageConfig } from "../builder/archive.ts";
import { exists } from "../builder/exists.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import { npmInstall } from "../builder/npm.ts";
import { type BuildContext, type ImageRecipe, sourceFiles } from "../builder/recipe.ts";
import { run } from "../builder/run.ts";
import { lockComponents } from "../builder/sbom.ts";
import { writeTar } from "../builder/tar.ts";
import { versions } from "../versions.ts";
import { bakeMedusa, bakeSources } from "./medusa-bake.ts";
import { type NpmLock, reachablePackages, unneededAtRunTime } from "./npm-prune.ts";
import { accounts, nodeLayers, nodeSources } from "./shared-layers.ts";

const folder = join(import.meta.dirname, "../medusa");

/** The user that the chart runs Medusa as; Node's compile cache is bound to it. */
export const medusaUser = 10001;

const compileCache = "/app/.compile-cache";
const template = "/app/template";

const config: ImageConfig = {
  user: `${medusaUser}:${medusaUser}`,
  workingDir: "/app",
  cmd: ["node", "boot.mjs", "shared"],
  env: { NODE_ENV: "production", MEDUSA_DISABLE_TELEMETRY: "true", HOME: "/tmp", NODE_COMPILE_CACHE: compileCache },
  exposedPorts: [9000],
};

/**
 * Packages that only build the admin page (which is built here and shipped as files), and optional providers that our configuration does not use:
 * S3, DynamoDB sessions, tracing, PostHog. Taking one of those into use means taking it off this list.
 */
const cutNames = new Set([
  ...["@medusajs/admin-vite-plugin", "@medusajs/dashboard", "@medusajs/icons", "@medusajs/js-sdk", "@medusajs/ui"],
  ...["@mikro-orm/cli", "@swc/core", "@vitejs/plugin-react", "autoprefixer", "date-fns", "esbuild", "postcss", "posthog-node", "radix-ui"],
  ...["react", "react-dom", "tailwindcss", "vite", "yalc"],
]);
const cutScopes = /^(@ariakit|@aws-sdk|@babel|@hookform|@opentelemetry|@radix-ui|@tanstack|@types|@uiw)\/|^react-/;
const kept = new Set(["@babel/runtime", "@opentelemetry/api"]);

/** True for packages that must not be followed: see {@link cutNames}. */
export function isCut(name: string): boolean {
  return cutNames.has(name) || (cutScopes.test(name) && !kept.has(name));
}

/** The Medusa backend with its admin page, ready to run on a read-only root. */
export const medusa: ImageRecipe = {
  name: "medusa",
  version: versions.medusa,
  inputs: { config, cutNames: [...cutNames], cutScopes: cutScopes.source, kept: [...kept] },
  sources: [folder, import.meta.filename, join(import.meta.dirname, "npm-prune.ts"), ...nodeSources, ...bakeSources],
  async build(context) {
    const node = await nodeLayers(context);
    const build = join(context.scratch, "build");
    const lock = await installAndBuildAdmin(build, context);
    const packages = reachablePackages(lock, isCut);
    const tree = join(context.scratch, "app.tar");
    await writeTar([...accounts("medusa", medusaUser), ...(await appEntries(build, packages))], tree);
    const app = { kind: "tar", file: tree } as const;
    const baked = await bakeMedusa(context, [...node.layers, app], { user: medusaUser, compileCache, template, env: config.env ?? {} });
    const installed = Object.fromEntries(Object.entries(lock.packages).filter(([path]) => packages.has(path)));
    return {
      layers: [...node.layers, app, { kind: "files", entries: baked }],
      config,
      components: [...node.components, ...lockComponents(installed)],
    };
  },
};

async function installAndBuildAdmin(build: string, context: BuildContext): Promise<NpmLock> {
  await npmInstall({ ...context, source: folder, folder: build });
  for (const name of await sourceFiles(folder)) {
    await mkdir(dirname(join(build, name)), { recursive: true });
    await copyFile(join(folder, name), join(build, name));
  }
  context.onProgress?.("building the admin page");
  await run(process.execPath, ["build-admin.mjs"], {
    cwd: build,
    signal: context.signal,
    env: { NODE_OPTIONS: "--max-old-space-size=2048" },
  });
  if (!(await exists(join(build, ".medusa/admin/index.html")))) throw new Error("the admin page was built without index.html");
  const lock = JSON.parse(await readFile(join(build, "node_modules/.package-lock.json"), "utf8")) as NpmLock;
  const project = JSON.parse(await readFile(join(build, "package.json"), "utf8")) as NpmLock["packages"][""];
  return { packages: { ...lock.packages, "": project } };
}

/** The folder /app of the image. */
async function appEntries(build: string, packages: ReadonlySet<string>): Promise<readonly FileEntry[]> {
  const modules = await treeEntries(join(build, "node_modules"), "app/node_modules", {
    include: (path, directory) => wanted(`node_modules/${path}`, directory, packages),
  });
  const own = await treeEntries(build, "app", {
    include: (path) => !/^(node_modules|\.medusa|build-admin\.mjs|package-lock\.json)$/.test(path),
  });
  const admin = await treeEntries(join(build, ".medusa/admin"), "app/public/admin");
  const folders = ["app", "app/node_modules", "app/public", "app/public/admin"].map((path) => ({ path, directory: true }));
  const writable = [{ path: "app/static", directory: true, uid: medusaUser, gid: medusaUser }];
  return [...folders, ...own, ...modules, ...admin, ...writable, ...(await migrationFolders(build, packages)), ...bakedFolders];
}

/** Empty until the rehearsal fills them. */
const bakedFolders: readonly FileEntry[] = [compileCache, template].map((path) => ({
  path,
  directory: true,
  uid: medusaUser,
  gid: medusaUser,
}));

/** True for what of node_modules goes into the image: the packages, and in them what a program needs at run time. */
function wanted(path: string, directory: boolean, packages: ReadonlySet<string>): boolean {
  const inner = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const parts = inner.split("/");
  const owner = inner.startsWith("@") ? parts.slice(0, 2) : parts.slice(0, 1);
  const own = path.slice(0, path.length - inner.length) + owner.join("/");
  if (parts[0]?.startsWith(".")) return false;
  if (parts.length === owner.length && directory && path === own)
    return owner.length === 1 && inner.startsWith("@") ? true : packages.has(own);
  return !unneededAtRunTime(path, directory);
}

/** `db:migrate` makes these where they are missing, which fails on a read-only root. */
async function migrationFolders(build: string, packages: ReadonlySet<string>): Promise<readonly FileEntry[]> {
  const scope = "node_modules/@medusajs";
  const names = (await readdir(join(build, scope))).filter((name) => packages.has(`${scope}/${name}`));
  const missing: FileEntry[] = [];
  for (const name of names) {
    const dist = join(build, scope, name, "dist");
    if ((await exists(dist)) && !(await exists(join(dist, "migrations")))) {
      missing.push({ path: `app/${scope}/${name}/dist/migrations`, directory: true });
    }
  }
  return missing;
}
