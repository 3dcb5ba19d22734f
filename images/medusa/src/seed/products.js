import { createRequire } from "node:module";

const { createInventoryLevelsWorkflow, createProductsWorkflow } = createRequire(import.meta.url)("@medusajs/medusa/core-flows");

/**
 * Creates the sample products whose handle and SKU nobody has yet, and stocks them. `seeded` is how many an earlier, finished run was asked
 * for: those are never made again, so that a merchant's deletion lasts.
 */
export async function ensureProducts({ query, run }, samples, seeded, { currency, salesChannel, location, profile }) {
  const wanted = samples.slice(seeded);
  const handles = new Set(
    (await query("product", ["handle"], { handle: samples.map(({ handle }) => handle) })).map(({ handle }) => handle),
  );
  const skus = new Set((await query("variant", ["sku"], { sku: samples.map(({ sku }) => sku) })).map(({ sku }) => sku));
  const products = wanted.filter(({ handle, sku }) => !handles.has(handle) && !skus.has(sku));
  if (products.length > 0) {
    await run(createProductsWorkflow, {
      products: products.map((sample) => ({
        title: sample.title,
        handle: sample.handle,
        description: sample.description,
        status: "published",
        weight: sample.weight,
        thumbnail: sample.picture,
        images: [{ url: sample.picture }],
        shipping_profile_id: profile,
        sales_channels: [{ id: salesChannel }],
        options: [{ title: "Size", values: ["One size"] }],
        variants: [
          {
            title: "One size",
            sku: sample.sku,
            manage_inventory: true,
            options: { Size: "One size" },
            prices: [{ currency_code: currency, amount: sample.price }],
          },
        ],
      })),
    });
  }
  const stock = new Map(wanted.map((sample) => [sample.sku, sample.stock]));
  const items = await query("inventory_item", ["id", "sku", "location_levels.location_id"], { sku: [...stock.keys()] });
  const bare = items.filter(({ location_levels }) => location_levels.length === 0);
  if (bare.length === 0) return;
  await run(createInventoryLevelsWorkflow, {
    inventory_levels: bare.map(({ id, sku }) => ({ inventory_item_id: id, location_id: location, stocked_quantity: stock.get(sku) })),
  });
}
