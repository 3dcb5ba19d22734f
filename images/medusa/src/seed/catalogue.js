const goods = [
  { name: "Mug", price: 12, text: "Holds 300 ml, goes into the dishwasher." },
  { name: "Notebook", price: 9, text: "96 pages of dotted paper." },
  { name: "Tote bag", price: 15, text: "Strong cotton with long handles." },
  { name: "Cap", price: 19, text: "One size, adjustable strap." },
  { name: "Water bottle", price: 24, text: "Keeps half a litre cold for a day." },
  { name: "Scarf", price: 29, text: "Soft wool, two metres long." },
  { name: "Candle", price: 14, text: "Burns for forty hours." },
  { name: "Poster", price: 18, text: "50 by 70 cm on heavy paper." },
  { name: "Cushion", price: 32, text: "With a cover that can be washed." },
  { name: "Lamp", price: 49, text: "Warm light, dimmable." },
];
const colours = ["Classic", "Forest", "Ocean", "Sunset", "Stone"];

/**
 * The first `count` sample products, always the same ones in the same order. Prices are in whole units of a currency with two decimals;
 * currencies without decimals get the hundredfold, which is a similar worth for most of them.
 */
export function sampleProducts(count, currency) {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const factor = maximumFractionDigits === 0 ? 100 : 1;
  return Array.from({ length: count }, (_, index) => {
    const good = goods[index % goods.length];
    const colour = colours[Math.floor(index / goods.length) % colours.length];
    const title = `${colour} ${good.name.toLowerCase()}`;
    const handle = title.toLowerCase().replaceAll(" ", "-");
    return {
      title,
      handle,
      sku: `SAMPLE-${handle.toUpperCase()}`,
      description: `${good.text} A sample product: change it or delete it.`,
      picture: `/uploads/samples/${handle}.svg`,
      price: good.price * factor,
      weight: 400,
      stock: 1000,
    };
  });
}

/** Price of the flat-rate shipping, in the unit of {@link sampleProducts}. */
export function shippingPrice(currency) {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return maximumFractionDigits === 0 ? 500 : 5;
}
