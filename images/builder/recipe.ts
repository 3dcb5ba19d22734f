import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { arch } from "node:os";
import { basename, join, posix } from "node:path";
import type { ImageSources } from "../sources/sources.ts";
import type { ImageConfig, LayerSource } from "./archive.ts";
import type { DebianOptions } from "./debian.ts";
import type { Component } from "./sbom.ts";
import { builderVersion } from "./version.ts";

/** What a recipe gets that looks for files or fetches them. */
export interface SourceContext {
  /** The Storefleet cache folder. */
  readonly cacheDir: string;
  readonly sources: ImageSources;
  readonly signal?: AbortSignal | undefined;
  /** Gets one line per step. @default - silent */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Why an image cannot be made on this machine, each in a clause without a full stop. */
export interface MissingSources {
  readonly reason: string;
  /** What the user can do about it. */
  readonly remedy: string;
}

/** What a recipe gets to work with. */
export interface BuildContext extends DebianOptions, SourceContext {
  /** An empty folder on the cache's disk, removed after the build. */
  readonly scratch: string;
}

/** What a recipe gives back. */
export interface BuiltImage {
  readonly layers: readonly LayerSource[];
  readonly config: ImageConfig;
  /** For the list of versions beside the archive. */
  readonly components: readonly Component[];
}

/** One image: what decides its bytes, and how to make them. */
export interface ImageRecipe {
  readonly name: string;
  /** Version that people recognise; the first half of the tag. */
  readonly version: string;
  /** Plain data that decides the bytes: versions, package lists, file lists. */
  readonly inputs: unknown;
  /** Files and folders of the repository that decide the bytes, the recipe's own file included. @default [] */
  readonly sources?: readonly string[];
  /** The recipe for a machine that gets things from elsewhere. @default - the same everywhere */
  resolve?(sources: ImageSources): Promise<ImageRecipe>;
  /** What stands in the way of {@link fetch}, found out quickly and without fetching. @default - nothing */
  missing?(context: SourceContext): Promise<MissingSources | undefined>;
  /** Brings released files into the cache, where `build` finds them even in a container without a network. @default - none are needed */
  fetch?(context: SourceContext): Promise<void>;
  build(context: BuildContext): Promise<BuiltImage>;
}

/** The image's full reference, known without building: `storefleet.local/<name>:<version>-<hash of everything that decides its bytes>`. */
export async function recipeReference(recipe: ImageRecipe): Promise<string> {
  const files: (readonly [string, string])[] = [];
  for (const source of recipe.sources ?? []) files.push(...(await hashFiles(source)));
  const key = { builderVersion, arch: arch(), name: recipe.name, version: recipe.version, inputs: recipe.inputs, files };
  const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 12);
  return `storefleet.local/${recipe.name}:${recipe.version}-${hash}`;
}

/** Output of tools, tests and what git ignores: none of it reaches an image. */
const ignored = /^(node_modules|\.next|\.medusa|\.git|coverage|.*\.test\.[jt]sx?|.*\.log|\.DS_Store|next-env\.d\.ts|.*\.tsbuildinfo)$/;

/** Names below `folder` that decide an image's bytes, with forward slashes, sorted. */
export async function sourceFiles(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  const walk = async (below: string): Promise<void> => {
    const children = await readdir(join(folder, below), { withFileTypes: true });
    for (const child of children.filter(({ name }) => !ignored.test(name))) {
      const path = posix.join(below, child.name);
      if (child.isDirectory()) await walk(path);
      else if (child.isFile()) names.push(path);
    }
  };
  await walk("");
  return names.sort();
}

async function hashFiles(source: string): Promise<readonly (readonly [string, string])[]> {
  const single = (await stat(source)).isFile();
  const names = single ? [basename(source)] : await sourceFiles(source);
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(single ? source : join(source, name));
      const path = single ? name : posix.join(basename(source), name);
      return [path, createHash("sha256").update(bytes).digest("hex")] as const;
    }),
  );
}

/** Where the archive of a reference lies in the cache folder. */
export function archivePath(cacheDir: string, reference: string): string {
  const [, name = "", tag = ""] = /([^/]+):([^:]+)$/.exec(reference) ?? [];
  return join(cacheDir, "images", `${name}-${tag}.tar`);
}
