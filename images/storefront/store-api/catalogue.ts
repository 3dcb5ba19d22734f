import type { StoreApi } from "./client.ts";
import type { Product, ProductPage, Region } from "./types.ts";

const cardFields = [
  "id",
  "title",
  "handle",
  "thumbnail",
  "variants.id",
  "variants.manage_inventory",
  "variants.allow_backorder",
  "variants.inventory_quantity",
  "variants.calculated_price",
].join();

const pageFields = [
  cardFields,
  "subtitle",
  "description",
  "images.id",
  "images.url",
  "images.rank",
  "options.id",
  "options.title",
  "options.values.value",
  "variants.title",
  "variants.variant_rank",
  // The whole relation: asked for by name, the backend leaves option_id out.
  "*variants.options",
].join();

export interface ProductQuery {
  readonly regionId: string;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** @param timeoutMs how long to wait, in milliseconds. @default 8000 */
export async function listRegions(api: StoreApi, timeoutMs?: number): Promise<readonly Region[]> {
  const query = { fields: "id,name,currency_code,countries.iso_2", limit: 100 };
  const reply = await api.get<{ regions: Region[] }>("/store/regions", { query, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return reply.regions;
}

export async function listProducts(api: StoreApi, query: ProductQuery): Promise<ProductPage> {
  return await api.get<ProductPage>("/store/products", {
    query: {
      region_id: query.regionId,
      q: query.search,
      limit: query.limit,
      offset: query.offset,
      // Newest first: ids grow with time, and unlike dates no two are equal, so that no product falls between two pages.
      order: "-id",
      fields: cardFields,
    },
  });
}

/** @returns undefined when no published product has that handle. */
export async function findProduct(api: StoreApi, handle: string, regionId: string): Promise<Product | undefined> {
  const query = { handle, region_id: regionId, limit: 1, fields: pageFields };
  const reply = await api.get<ProductPage>("/store/products", { query });
  const product = reply.products[0];
  return product && { ...product, images: byRank(product.images, "rank"), variants: byRank(product.variants, "variant_rank") };
}

// The merchant's order; what has none keeps its place at the end.
function byRank<K extends string, T extends { readonly [key in K]?: number | null }>(things: readonly T[] | null | undefined, key: K): T[] {
  const rank = (thing: T) => thing[key] ?? Number.MAX_SAFE_INTEGER;
  return (things ?? []).toSorted((a, b) => rank(a) - rank(b));
}
