import { type BuildOptions, buildRecipes, type ImageFile } from "./builder/build.ts";
import { buildInDocker, findBuildHost } from "./builder/host.ts";
import { archivePath, exists, type ImageRecipe, recipeReference } from "./builder/recipe.ts";
import { medusa } from "./recipes/medusa.ts";
import { postgres } from "./recipes/postgres.ts";
import { storefront } from "./recipes/storefront.ts";
import { toolbox } from "./recipes/toolbox.ts";
import { valkey } from "./recipes/valkey.ts";

/** Every image that a store runs, the slow ones first so that they start first. */
export const recipes = { medusa, storefront, postgres, toolbox, valkey } as const satisfies Readonly<Record<string, ImageRecipe>>;

/** Name of an image in the catalogue. */
export type ImageName = keyof typeof recipes;

/** Every name. */
export const imageNames = Object.keys(recipes) as readonly ImageName[];

/** The references of these images, known without building them. @default - all */
export async function imageReferences(names: readonly ImageName[] = imageNames): Promise<Readonly<Partial<Record<ImageName, string>>>> {
  const references = await Promise.all(names.map(async (name) => [name, await recipeReference(recipes[name])] as const));
  return Object.fromEntries(references);
}

/**
 * Builds the images that the cache lacks, here or, where Debian's tools cannot run, inside Docker. Order of the result as given.
 * @throws when a tool is missing, naming the package, or with every image that failed and why
 */
export async function buildImages(names: readonly ImageName[], options: BuildOptions): Promise<readonly ImageFile[]> {
  const wanted = names.map((name) => recipes[name]);
  const references = await Promise.all(wanted.map(recipeReference));
  const present = await Promise.all(references.map((reference) => exists(archivePath(options.cacheDir, reference))));
  if (present.includes(false) && (await findBuildHost()) === "docker") await buildInDocker(names, options);
  return buildRecipes(wanted, options);
}
