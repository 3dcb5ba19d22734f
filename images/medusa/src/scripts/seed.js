import { createRequire } from "node:module";
import { recordSetup } from "../../setup-revision.mjs";
import { ensureAdmin, ensurePublishableKey } from "../seed/access.js";
import { sampleProducts, shippingPrice } from "../seed/catalogue.js";
import { readEnvironment } from "../seed/environment.js";
import { ensureProducts } from "../seed/products.js";
import { ensureLocation, ensureRegion, ensureShipping, ensureStore, ensureTaxRegion } from "../seed/shop.js";

const require = createRequire(import.meta.url);
const { ContainerRegistrationKeys } = require("@medusajs/framework/utils");
const { updateStoresWorkflow } = require("@medusajs/medusa/core-flows");

/**
 * Makes the shop what the environment says, from an empty migrated database or on top of what is there. Safe to run again and to be killed:
 * every step looks first, and the mark that /ready waits for is written last.
 */
export default async function seed({ container }) {
  const wanted = readEnvironment(process.env);
  const graph = container.resolve(ContainerRegistrationKeys.QUERY);
  const shop = {
    container,
    query: async (entity, fields, filters = {}) => (await graph.graph({ entity, fields, filters })).data,
    run: async (workflow, input) => (await workflow(container).run({ input })).result,
  };
  const store = await ensureStore(shop, wanted);
  await ensureRegion(shop, wanted);
  await ensureTaxRegion(shop, wanted);
  const location = await ensureLocation(shop, wanted, store.salesChannel);
  const profile = await ensureShipping(shop, wanted, location, shippingPrice(wanted.currency));
  const seeded = store.metadata.storefleet_seed?.sampleProducts ?? 0;
  const samples = sampleProducts(wanted.sampleProducts, wanted.currency);
  await ensureProducts(shop, samples, seeded, { currency: wanted.currency, salesChannel: store.salesChannel, location, profile });
  await ensureAdmin(shop, wanted.admin);
  await ensurePublishableKey(shop, wanted.publishableKey, store.salesChannel);
  const mark = { sampleProducts: Math.max(seeded, wanted.sampleProducts) };
  if (store.metadata.storefleet_seed?.sampleProducts !== mark.sampleProducts) {
    const metadata = { ...store.metadata, storefleet_seed: mark };
    await shop.run(updateStoresWorkflow, { selector: { id: store.id }, update: { metadata } });
  }
  const revision = process.env.SETUP_REVISION;
  if (revision) await recordSetup(process.env.DATABASE_URL, revision);
}
