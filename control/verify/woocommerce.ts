import { z } from "zod";
import { type OrderProof, OrderProofFailed, type ProofOptions, ProofRun, type ProofTarget } from "./order-proof.ts";
import { openShop, type ShopReply, type ShopRequest } from "./shop-http.ts";
import { proofAddress } from "./woocommerce-address.ts";
import { type ConsumerKey, oauthHeader } from "./woocommerce-oauth.ts";

const quantity = 2;
const store = "/wp-json/wc/store/v1";
const admin = "/wp-json/wc/v3";

const products = z.array(
  z.object({
    id: z.number(),
    name: z.string(),
    type: z.string(),
    is_purchasable: z.boolean(),
    is_in_stock: z.boolean(),
    add_to_cart: z.object({ maximum: z.number() }),
    prices: z.object({ currency_code: z.string() }),
  }),
);
const totals = z.object({ total_price: z.string(), currency_minor_unit: z.number() });
const cart = z.object({
  needs_shipping: z.boolean(),
  payment_methods: z.array(z.string()),
  shipping_rates: z.array(z.object({ shipping_rates: z.array(z.object({ rate_id: z.string() })) })),
  totals,
});
const placed = z.object({ order_id: z.number(), status: z.string(), payment_result: z.object({ payment_status: z.string() }) });
const refusal = z.object({ code: z.string(), message: z.string() });
const adminOrder = z.object({
  id: z.number(),
  status: z.string(),
  currency: z.string(),
  total: z.string(),
  billing: z.object({ email: z.string() }),
  line_items: z.array(z.object({ product_id: z.number(), quantity: z.number() })),
});
const stock = z.object({ stock_quantity: z.number().nullable() });
const country = z.object({ states: z.array(z.object({ code: z.string() })) });

/** What the checkout's refusals mean to somebody who runs the shop. */
const meanings: Readonly<Record<string, string>> = {
  woocommerce_rest_checkout_payment_method_disabled: "cash on delivery is off in this shop (WooCommerce → Settings → Payments)",
  woocommerce_rest_invalid_address: "the shop does not deliver to this address",
  woocommerce_rest_cart_product_no_stock: "the product is sold out",
};

/**
 * Buys in a WooCommerce shop as a shopper would, reads the order back as the merchant would, and removes every trace of it: shop page →
 * Store API cart → address → checkout with cash on delivery → REST API → removal, after which the stock is as before.
 *
 * @throws {OrderProofFailed} naming the step and the shop's answer
 */
export async function proveWooCommerceOrder(target: ProofTarget, options: ProofOptions = {}): Promise<OrderProof> {
  const shop = openShop(target.url, options);
  try {
    return await prove(new ProofRun(shop, target, options), target);
  } finally {
    await shop.close();
  }
}

async function prove(run: ProofRun, target: ProofTarget): Promise<OrderProof> {
  const key: ConsumerKey = { key: secret(target, "api-consumer-key"), secret: secret(target, "api-consumer-secret") };
  const email = `order-proof@${target.name}.invalid`;
  const signed = (path: string, method: "GET" | "DELETE" = "GET"): ShopRequest => ({
    method,
    headers: { authorization: oauthHeader(method, new URL(path, target.url).href, key) },
  });
  const asMerchant = (path: string) => run.expect(path, signed(path));
  const stockOf = async (id: number) => read(run, stock, await asMerchant(`${admin}/products/${id}`)).stock_quantity;

  run.step("wait for the shop");
  const list = await run.until(
    `${store}/products?per_page=50&stock_status=instock`,
    (reply) => reply.status === 200 && Array.isArray(reply.json),
  );
  const started = performance.now();

  run.step("open the shop page");
  const page = await openPage(run, target, "/shop/");
  if (/woocommerce-coming-soon|wp-block-woocommerce-coming-soon/.test(page.text)) {
    run.fail(
      'the shop page says "coming soon", although the shop sells by its API; switch it off in WooCommerce → Settings → Site visibility',
    );
  }
  const shown = readable(page.text);
  if (!shown.includes(target.title)) run.fail(`the shop page does not show the shop title ${JSON.stringify(target.title)}`);

  run.step("find a product");
  const offered = read(run, products, list).filter(({ prices }) => prices.currency_code === target.currency);
  const sold = offered.filter(
    (each) => each.type === "simple" && each.is_purchasable && each.is_in_stock && each.add_to_cart.maximum >= quantity,
  );
  if (sold.length === 0) run.fail(`no simple product has a price in ${target.currency} and ${quantity} pieces in stock`);
  const product = sold.find(({ name }) => shown.includes(readable(name)));
  if (product === undefined) run.fail(`the shop page shows none of ${sold.map(({ name }) => JSON.stringify(readable(name))).join(", ")}`);
  const before = await stockOf(product.id);

  run.step("fill the cart");
  const fresh = await run.expect(`${store}/cart`);
  const headers = { nonce: header(run, fresh, "nonce"), "cart-token": header(run, fresh, "cart-token") };
  await run.expect(`${store}/cart/add-item`, { method: "POST", headers, body: { id: product.id, quantity } });

  run.step("enter the address");
  const { states } = read(run, country, await asMerchant(`${admin}/data/countries/${target.country.toLowerCase()}`));
  const shipping_address = proofAddress(target.country, states[0]?.code ?? "");
  const billing_address = { ...shipping_address, email };
  const addressed = await run.expect(`${store}/cart/update-customer`, {
    method: "POST",
    headers,
    body: { billing_address, shipping_address },
  });
  const filled = read(run, cart, addressed);
  if (filled.needs_shipping && !filled.shipping_rates.some(({ shipping_rates }) => shipping_rates.length > 0)) {
    run.fail(`no shipping method for ${target.country}`);
  }

  run.step("place the order");
  const checkout = await run.send(`${store}/checkout`, {
    method: "POST",
    headers,
    body: { billing_address, shipping_address, payment_method: "cod" },
  });
  if (checkout.status !== 200) run.fail(explain(checkout, filled.payment_methods), checkout.status);
  const { order_id, status, payment_result } = read(run, placed, checkout);
  if (payment_result.payment_status !== "success") run.fail(`order ${order_id} is ${status}, payment ${payment_result.payment_status}`);

  run.step("read the order back as the merchant");
  const order = read(run, adminOrder, await asMerchant(`${admin}/orders/${order_id}`));
  const pieces = order.line_items.filter(({ product_id }) => product_id === product.id).reduce((sum, item) => sum + item.quantity, 0);
  if (order.billing.email !== email)
    run.fail(`order ${order_id} belongs to ${order.billing.email}, not to the proof's own address ${email}`);
  if (pieces !== quantity) run.fail(`the merchant sees ${pieces} pieces instead of ${quantity}`);
  if (order.status !== "processing") run.fail(`order ${order_id} is "${order.status}" instead of "processing"`);
  if (order.currency !== target.currency) run.fail(`order ${order_id} is in ${order.currency} instead of ${target.currency}`);
  const due = Number(filled.totals.total_price) / 10 ** filled.totals.currency_minor_unit;
  if (Number(order.total) !== due) run.fail(`the merchant sees a total of ${order.total}, the shopper saw ${due}`);
  const at = new Date().toISOString();

  run.step("remove the order");
  const removal = `/wp-json/storefleet/v1/proof-orders/${order_id}`;
  await run.expect(removal, signed(removal, "DELETE"));
  const gone = await run.send(`${admin}/orders/${order_id}`, signed(`${admin}/orders/${order_id}`));
  if (gone.status !== 404) run.fail(`order ${order_id} is still there after its removal`, gone.status);
  const after = await stockOf(product.id);
  if (after !== before)
    run.fail(`${readable(product.name)} had ${before} pieces in stock before the test order and has ${after} after its removal`);

  return {
    orderId: String(order_id),
    total: order.total,
    currency: order.currency,
    at,
    seconds: Math.round((performance.now() - started) / 10) / 100,
  };
}

/** A page of the shop, after at most one redirect within it: a shop page that is the home page may answer only there. */
async function openPage(run: ProofRun, target: ProofTarget, path: string): Promise<ShopReply> {
  // Visitors may get a page that is some seconds old; the proof judges the shop as it is now.
  const headers = { accept: "text/html", "cache-control": "no-cache" };
  const reply = await run.send(path, { headers });
  const location = reply.headers.location;
  const next = typeof location === "string" ? new URL(location, target.url) : undefined;
  if (![301, 302].includes(reply.status) || next === undefined) return run.judge(path, reply);
  if (next.origin !== new URL(target.url).origin) run.fail(`GET ${path} leads away to ${location}, although the shop is at ${target.url}`);
  return run.expect(`${next.pathname}${next.search}`, { headers });
}

/** One sentence for an order that the checkout refused. */
function explain(reply: ShopReply, methods: readonly string[]): string {
  const { success, data } = refusal.safeParse(reply.json);
  if (!success) return `POST ${store}/checkout answered ${reply.status}: ${reply.text.slice(0, 300) || "(empty body)"}`;
  const meaning = meanings[data.code];
  const offer = methods.length === 0 ? "no way to pay at all" : methods.join(", ");
  return `POST ${store}/checkout answered ${reply.status} ${data.code}: ${meaning === undefined ? data.message : `${meaning}; the shop offers ${offer}`}`;
}

function read<T extends z.ZodType>(run: ProofRun, schema: T, reply: ShopReply): z.output<T> {
  const { success, data, error } = schema.safeParse(reply.json);
  return success
    ? data
    : run.fail(`the shop's answer has an unexpected form: ${z.prettifyError(error).replace(/\s+/g, " ")}`, reply.status);
}

function header(run: ProofRun, reply: ShopReply, name: string): string {
  const value = reply.headers[name];
  return typeof value === "string" && value !== "" ? value : run.fail(`GET ${store}/cart has no header ${name}`, reply.status);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** HTML with its character references resolved: the shop writes a title in several ways, and its API gives names as HTML. */
function readable(html: string): string {
  return html.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function secret(target: ProofTarget, key: string): string {
  const value = target.secrets[key];
  if (value === undefined) throw new OrderProofFailed(target.name, "start", `the store's Secret has no key ${key}`);
  return value;
}
