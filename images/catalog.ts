import { type BuildOptions, buildRecipes, type ImageFile } from "./builder/build.ts";
import { exists } from "./builder/exists.ts";
import { buildInDocker, findBuildHost } from "./builder/host.ts";
import { archivePath, type ImageRecipe, type MissingSources, recipeReference } from "./builder/recipe.ts";
import { controlPlane } from "./recipes/control-plane.ts";
import { mariadb } from "./recipes/mariadb.ts";
import { medusa } from "./recipes/medusa.ts";
import { postgres } from "./recipes/postgres.ts";
import { storefront } from "./recipes/storefront.ts";
import { toolbox } from "./recipes/toolbox.ts";
import { valkey } from "./recipes/valkey.ts";
import { woocommerce } from "./recipes/woocommerce.ts";
import { type ImageSources, sourcesFrom } from "./sources/sources.ts";

/** Every image, the slow ones first so that they start first. */
export const recipes = {
  medusa,
  storefront,
  woocommerce,
  postgres,
  mariadb,
  toolbox,
  valkey,
  "control-plane": controlPlane,
} as const satisfies Readonly<Record<string, ImageRecipe>>;

/** Name of an image in the catalogue. */
export type ImageName = keyof typeof recipes;

/** Every name. */
export const imageNames = Object.keys(recipes) as readonly ImageName[];

/** Images that stores run. The control plane's is built only where it is asked for. */
export const storeImageNames: readonly ImageName[] = imageNames.filter((name) => name !== "control-plane");

/** The references of these images, known without building them. @default - all, with the sources that the environment names */
export async function imageReferences(
  names: readonly ImageName[] = imageNames,
  sources: ImageSources = sourcesFrom(process.env),
): Promise<Readonly<Partial<Record<ImageName, string>>>> {
  const references = await Promise.all(names.map(async (name) => [name, await recipeReference(await resolved(name, sources))] as const));
  return Object.fromEntries(references);
}

/**
 * Those of these images that this machine can neither find nor make, with the reason and what to do about it; takes a few seconds at most.
 * Everything else can be built without them.
 */
export async function unavailableImages(
  names: readonly ImageName[],
  { cacheDir, sources = sourcesFrom(process.env) }: Pick<BuildOptions, "cacheDir" | "sources">,
): Promise<ReadonlyMap<ImageName, MissingSources>> {
  const found = new Map<ImageName, MissingSources>();
  await Promise.all(
    names.map(async (name) => {
      const recipe = await resolved(name, sources);
      if (recipe.missing === undefined || (await isBuilt(recipe, cacheDir))) return;
      const missing = await recipe.missing({ cacheDir, sources });
      if (missing !== undefined) found.set(name, missing);
    }),
  );
  return found;
}

/**
 * Builds the images that the cache lacks, here or, where Debian's tools cannot run, inside Docker. Order of the result as given.
 * @throws when a tool is missing, naming the package, or with every image that failed and why
 */
export async function buildImages(names: readonly ImageName[], options: BuildOptions): Promise<readonly ImageFile[]> {
  const { cacheDir, signal, onProgress, sources = sourcesFrom(process.env) } = options;
  const wanted = await Promise.all(names.map((name) => resolved(name, sources)));
  const present = await Promise.all(wanted.map((recipe) => isBuilt(recipe, cacheDir)));
  if (present.includes(false) && (await findBuildHost()) === "docker") {
    for (const recipe of wanted.filter((_, index) => !present[index])) {
      await recipe.fetch?.({ cacheDir, sources, signal, onProgress: (message) => onProgress?.({ image: recipe.name, message }) });
    }
    await buildInDocker(names, { ...options, sources });
  }
  return buildRecipes(wanted, { ...options, sources });
}

async function resolved(name: ImageName, sources: ImageSources): Promise<ImageRecipe> {
  const recipe: ImageRecipe = recipes[name];
  return recipe.resolve === undefined ? recipe : recipe.resolve(sources);
}

async function isBuilt(recipe: ImageRecipe, cacheDir: string): Promise<boolean> {
  return exists(archivePath(cacheDir, await recipeReference(recipe)));
}
