import { imagesOf } from "../constructs/environment.ts";
import type { Engine, StoreSpec } from "../stores/schema.ts";

/** A store that an environment cannot run. */
export interface UnavailableStore {
  readonly name: string;
  readonly engine: Engine;
  readonly reason: string;
}

/** Stores split by whether their engine's images are there. */
export interface Availability {
  readonly available: readonly StoreSpec[];
  readonly unavailable: readonly UnavailableStore[];
}

/** Declared stores cannot run because images are missing where each is required. */
export class MissingImages extends Error {
  constructor(stores: readonly UnavailableStore[]) {
    const lines = stores.map(({ name, engine, reason }) => `  - ${name} (${engine}): ${reason}`);
    super(
      `${stores.length} store${stores.length === 1 ? "" : "s"} cannot run here:\n${lines.join("\n")}\n` +
        "Name the images in storefleet:images, or take the environment out of the stores' environments.",
    );
    this.name = "MissingImages";
  }
}

/**
 * @param images References by image name that the environment has.
 * @param requireImages True where every declared store must run.
 * @throws {MissingImages} when images are required and missing, with every store that lacks one
 */
export function splitByImages(
  stores: readonly StoreSpec[],
  images: Readonly<Record<string, string>>,
  requireImages: boolean,
): Availability {
  const missing = (store: StoreSpec) => imagesOf[store.engine].filter((image) => images[image] === undefined);
  const unavailable = stores
    .filter((store) => missing(store).length > 0)
    .map((store) => ({ name: store.name, engine: store.engine, reason: `images missing: ${missing(store).join(", ")}` }));
  if (requireImages && unavailable.length > 0) throw new MissingImages(unavailable);
  return { available: stores.filter((store) => missing(store).length === 0), unavailable };
}
