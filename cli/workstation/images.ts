import { imagesOf } from "../../constructs/environment.ts";
import { buildImages, type ImageName, imageNames, imageReferences, unavailableImages } from "../../images/catalog.ts";
import { type ImageSources, sourcesFrom } from "../../images/sources/sources.ts";
import { cacheFolder } from "../../local/paths.ts";
import type { StoreSpec } from "../../stores/schema.ts";

/** Images of a fleet: built, and why some cannot be. */
export interface FleetImages {
  /** References by image name. */
  readonly references: Readonly<Record<string, string>>;
  /** docker-archives to load into the cluster. */
  readonly archives: readonly string[];
  /** How many had to be built. */
  readonly built: number;
}

/** The images that these stores run, without repetition. */
export function imagesFor(stores: readonly Pick<StoreSpec, "engine">[]): ImageName[] {
  const wanted = new Set<string>(stores.flatMap(({ engine }) => imagesOf[engine]));
  return imageNames.filter((name) => wanted.has(name));
}

/** What a build needs, and who is told. */
export interface BuildOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onDetail?: (text: string) => void;
  /** @default - those of the process's environment */
  readonly sources?: ImageSources;
}

/**
 * Builds the images of stores that the cache lacks.
 *
 * @throws with every image that failed and why
 */
export function buildFleetImages(stores: readonly Pick<StoreSpec, "engine">[], options: BuildOptions = {}): Promise<FleetImages> {
  return buildNamedImages(imagesFor(stores), options);
}

/**
 * Builds these images where the cache lacks them.
 *
 * @throws with every image that failed and why
 */
export async function buildNamedImages(names: readonly ImageName[], options: BuildOptions = {}): Promise<FleetImages> {
  const { signal, onDetail, sources = sourcesFrom(process.env) } = options;
  const [references, files] = await Promise.all([
    imageReferences(names, sources),
    buildImages(names, {
      cacheDir: cacheFolder(process.env),
      sources,
      signal,
      onProgress: ({ image, message }) => onDetail?.(`${image}: ${message}`),
    }),
  ]);
  return {
    references: references as Readonly<Record<string, string>>,
    archives: files.map(({ file }) => file),
    built: files.filter(({ built }) => built).length,
  };
}

/**
 * Stores that cannot run on this machine because an image of their engine can neither be found nor built, with the reason and what to do. Takes
 * a few seconds at most.
 */
export async function unavailableStores(stores: readonly StoreSpec[]): Promise<ReadonlyMap<string, string>> {
  const missing = await unavailableImages(imagesFor(stores), { cacheDir: cacheFolder(process.env) });
  const reasonsOf = ({ engine }: StoreSpec) => imagesOf[engine].flatMap((image) => missing.get(image) ?? []);
  return new Map(
    stores.flatMap((store) => {
      const reasons = reasonsOf(store).map(({ reason, remedy }) => `${reason}; ${remedy}`);
      return reasons.length === 0 ? [] : [[store.name, reasons.join("; ")] as const];
    }),
  );
}
