import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils");
const {
  createLocationFulfillmentSetWorkflow,
  createRegionsWorkflow,
  createServiceZonesWorkflow,
  createShippingOptionsWorkflow,
  createStockLocationsWorkflow,
  createTaxRegionsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
  updateRegionsWorkflow,
  updateStoresWorkflow,
} = require("@medusajs/medusa/core-flows");

/**
 * The steps that let a shop sell, each guarded by what is there already, so that running them again changes nothing. `query` reads, `run`
 * starts a workflow and returns its result.
 */
const paymentProvider = "pp_system_default";
const fulfillmentProvider = "manual_manual";
const locationMark = "default";

export async function ensureStore({ query, run }, { title, currency }) {
  const [store] = await query("store", ["id", "name", "default_sales_channel_id", "metadata", "supported_currencies.*"]);
  const known = store.supported_currencies.map(({ currency_code, is_default }) => ({ currency_code, is_default }));
  const current = known.find(({ is_default, currency_code }) => is_default && currency_code === currency);
  const currencies = [...known.filter(({ currency_code }) => currency_code !== currency).map((each) => ({ ...each, is_default: false }))];
  const update = {
    ...(store.name !== title && { name: title }),
    ...(!current && { supported_currencies: [...currencies, { currency_code: currency, is_default: true }] }),
  };
  if (Object.keys(update).length > 0) await run(updateStoresWorkflow, { selector: { id: store.id }, update });
  return { id: store.id, salesChannel: store.default_sales_channel_id, metadata: store.metadata ?? {} };
}

export async function ensureRegion({ query, run }, { country, currency }) {
  const regions = await query("region", ["id", "name", "currency_code", "countries.iso_2", "payment_providers.id"]);
  const region = regions.find(({ countries }) => countries.some(({ iso_2 }) => iso_2 === country));
  if (region === undefined) {
    const name = new Intl.DisplayNames("en", { type: "region" }).of(country.toUpperCase());
    const regionsToCreate = [{ name, currency_code: currency, countries: [country], payment_providers: [paymentProvider] }];
    const [created] = await run(createRegionsWorkflow, { regions: regionsToCreate });
    return created.id;
  }
  if (region.currency_code !== currency) {
    throw new Error(
      `region "${region.name}" sells in ${region.currency_code.toUpperCase()}, the store's currency is now ${currency.toUpperCase()}; ` +
        "prices are not converted: change the region and the prices in the admin, or set STORE_CURRENCY back",
    );
  }
  const providers = region.payment_providers.map(({ id }) => id);
  if (!providers.includes(paymentProvider)) {
    await run(updateRegionsWorkflow, { selector: { id: region.id }, update: { payment_providers: [...providers, paymentProvider] } });
  }
  return region.id;
}

export async function ensureTaxRegion({ query, run }, { country }) {
  const found = await query("tax_region", ["id"], { country_code: country });
  if (found.length === 0) await run(createTaxRegionsWorkflow, [{ country_code: country, provider_id: "tp_system" }]);
}

export async function ensureLocation({ query, run, container }, { country }, salesChannel) {
  const fields = ["id", "metadata", "sales_channels.id", "fulfillment_providers.id"];
  const locations = await query("stock_location", fields);
  let location = locations.find(({ metadata }) => metadata?.storefleet === locationMark);
  if (location === undefined) {
    const address = { address_1: "", country_code: country };
    const created = { name: "Warehouse", address, metadata: { storefleet: locationMark } };
    [location] = await run(createStockLocationsWorkflow, { locations: [created] });
  }
  if (!location.sales_channels?.some((channel) => channel?.id === salesChannel)) {
    await run(linkSalesChannelsToStockLocationWorkflow, { id: location.id, add: [salesChannel] });
  }
  if (!location.fulfillment_providers?.some((provider) => provider?.id === fulfillmentProvider)) {
    await container.resolve(ContainerRegistrationKeys.LINK).create({
      [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
      [Modules.FULFILLMENT]: { fulfillment_provider_id: fulfillmentProvider },
    });
  }
  return location.id;
}

/** Fulfilment set, service zone and flat rate of the location; returns the shipping profile. */
export async function ensureShipping({ query, run }, { country, currency }, location, amount) {
  const zones = "fulfillment_sets.service_zones";
  const fields = ["fulfillment_sets.id", `${zones}.id`, `${zones}.geo_zones.country_code`, `${zones}.shipping_options.id`];
  const read = async () => (await query("stock_location", fields, { id: location }))[0].fulfillment_sets ?? [];
  if ((await read()).length === 0) {
    const set = { name: "Shipping", type: "shipping" };
    await run(createLocationFulfillmentSetWorkflow, { location_id: location, fulfillment_set_data: set });
  }
  const inCountry = (zone) => zone.geo_zones.some(({ country_code }) => country_code === country);
  const findZone = (sets) => sets.flatMap(({ service_zones }) => service_zones).find(inCountry);
  const sets = await read();
  if (findZone(sets) === undefined) {
    const zone = { name: country.toUpperCase(), fulfillment_set_id: sets[0].id, geo_zones: [{ type: "country", country_code: country }] };
    await run(createServiceZonesWorkflow, { data: [zone] });
  }
  const zone = findZone(await read());
  const [profile] = await query("shipping_profile", ["id"], { type: "default" });
  if (zone.shipping_options.length === 0) {
    await run(createShippingOptionsWorkflow, [
      {
        name: "Standard shipping",
        service_zone_id: zone.id,
        shipping_profile_id: profile.id,
        provider_id: fulfillmentProvider,
        price_type: "flat",
        type: { label: "Standard", description: "Flat rate", code: "standard" },
        prices: [{ currency_code: currency, amount }],
        rules: [
          { attribute: "enabled_in_store", operator: "eq", value: "true" },
          { attribute: "is_return", operator: "eq", value: "false" },
        ],
      },
    ]);
  }
  return profile.id;
}
