import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageSources } from "../sources/sources.ts";
import { writeImageArchive } from "./archive.ts";
import { exists } from "./exists.ts";
import { withLock } from "./lock.ts";
import { archivePath, type ImageRecipe, recipeReference } from "./recipe.ts";
import { cycloneDx } from "./sbom.ts";

/** Options of {@link buildRecipes}. */
export interface BuildOptions {
  /** The Storefleet cache folder. */
  readonly cacheDir: string;
  /** Gets one line per step of each image. @default - silent */
  readonly onProgress?: ((event: BuildProgress) => void) | undefined;
  /** Stops running commands and waits; nothing half-built is left. @default - cannot be stopped */
  readonly signal?: AbortSignal | undefined;
  /** @default {} */
  readonly sources?: ImageSources | undefined;
  /** Images built at the same time. @default 2 */
  readonly concurrency?: number | undefined;
}

/** One step of one image. */
export interface BuildProgress {
  readonly image: string;
  readonly message: string;
}

/** An image that is there. */
export interface ImageFile {
  readonly name: string;
  readonly reference: string;
  /** docker-archive. */
  readonly file: string;
  /** CycloneDX list of versions, beside the archive. */
  readonly sbom: string;
  /** False when it was in the cache. */
  readonly built: boolean;
  readonly seconds: number;
}

/**
 * Builds the images that the cache does not hold, and returns all of them in the order given. Two processes may do this at the same time: each
 * image is built once, and appears in one step.
 * @throws with every image that failed and why; the others are in the cache then
 */
export async function buildRecipes(recipes: readonly ImageRecipe[], options: BuildOptions): Promise<readonly ImageFile[]> {
  const waiting = [...recipes.entries()];
  const files: ImageFile[] = [];
  const failures: string[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      options.signal?.throwIfAborted();
      const [index, recipe] = next;
      try {
        files[index] = await buildRecipe(recipe, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        failures.push(`image ${recipe.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  // All of them, so that a stopped build has cleaned up before the caller goes on, perhaps to end the process.
  await Promise.allSettled(Array.from({ length: options.concurrency ?? 2 }, worker));
  options.signal?.throwIfAborted();
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return files;
}

async function buildRecipe(recipe: ImageRecipe, options: BuildOptions): Promise<ImageFile> {
  const started = Date.now();
  const reference = await recipeReference(recipe);
  const file = archivePath(options.cacheDir, reference);
  const sbom = file.replace(/\.tar$/, ".cdx.json");
  const result = (built: boolean) => ({ name: recipe.name, reference, file, sbom, built, seconds: (Date.now() - started) / 1000 });
  if (await exists(file)) return result(false);
  const say = (message: string) => options.onProgress?.({ image: recipe.name, message });
  return withLock(
    file,
    async (scratch) => {
      if (await exists(file)) return result(false);
      say("building");
      const { cacheDir, signal, sources = {} } = options;
      const image = await recipe.build({ cacheDir, signal, sources, debianMirror: sources.debianMirror, onProgress: say, scratch });
      say("writing the archive");
      const { imageId } = await writeImageArchive({ ...image, reference, output: join(scratch, "image.tar") });
      await writeFile(sbom, cycloneDx({ reference, imageId }, image.components));
      await rename(join(scratch, "image.tar"), file);
      return result(true);
    },
    { signal: options.signal, onWait: () => say("waiting for another build of this image") },
  );
}
