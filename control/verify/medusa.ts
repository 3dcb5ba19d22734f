import { z } from "zod";
import { type OrderProof, OrderProofFailed, type ProofOptions, ProofRun, type ProofTarget } from "./order-proof.ts";
import { openShop } from "./shop-http.ts";

/** Marks every trace of a proof in the shop's own records. */
const proofMetadata = { storefleet: "order-proof" };
const quantity = 2;

const regions = z.object({ regions: z.array(z.object({ id: z.string(), currency_code: z.string() })) });
const products = z.object({
  products: z.array(
    z.object({
      title: z.string(),
      variants: z.array(
        z.object({
          id: z.string(),
          manage_inventory: z.boolean().nullish(),
          inventory_quantity: z.number().nullish(),
          calculated_price: z.object({ calculated_amount: z.number().nullable() }).nullish(),
        }),
      ),
    }),
  ),
});
const cart = z.object({ cart: z.object({ id: z.string(), total: z.number() }) });
const shippingOptions = z.object({ shipping_options: z.array(z.object({ id: z.string(), name: z.string() })) });
const collection = z.object({ payment_collection: z.object({ id: z.string() }) });
const completed = z.object({ type: z.string(), order: z.object({ id: z.string() }).optional(), error: z.unknown().optional() });
const token = z.object({ token: z.string() });
const adminOrder = z.object({
  order: z.object({
    id: z.string(),
    display_id: z.number(),
    status: z.string(),
    total: z.number(),
    currency_code: z.string(),
    customer_id: z.string().nullish(),
    items: z.array(z.object({ quantity: z.number() })),
  }),
});

/**
 * Buys in a Medusa shop as a shopper would, reads the order back as the merchant would, and takes it back again: the
 * storefront page lists the product, then region → product → cart → address → shipping → payment → complete → admin → cancel.
 *
 * @throws {OrderProofFailed} naming the step and the shop's answer
 */
export async function proveMedusaOrder(target: ProofTarget, options: ProofOptions = {}): Promise<OrderProof> {
  const shop = openShop(target.url, options);
  try {
    return await prove(new ProofRun(shop, target, options), target);
  } finally {
    await shop.close();
  }
}

async function prove(run: ProofRun, target: ProofTarget): Promise<OrderProof> {
  const key = { "x-publishable-api-key": secret(target, "publishable-key") };
  const email = `order-proof@${target.name}.invalid`;
  const post = (path: string, body: unknown, headers: Record<string, string> = key) => run.expect(path, { method: "POST", body, headers });

  run.step("wait for the shop");
  const regionReply = await run.until("/store/regions", (reply) => reply.status === 200 && regions.safeParse(reply.json).success, {
    headers: key,
  });
  const started = performance.now();
  const region = regions.parse(regionReply.json).regions.find((candidate) => candidate.currency_code.toUpperCase() === target.currency);
  if (region === undefined) run.fail(`the shop has no region with currency ${target.currency}`);

  run.step("find a product");
  const list = await run.expect(
    `/store/products?region_id=${region.id}&limit=20&fields=title,*variants,*variants.calculated_price,+variants.inventory_quantity`,
    { headers: key },
  );
  const sold = products.parse(list.json).products.flatMap(({ title, variants }) => variants.map((variant) => ({ ...variant, title })));
  const variant = sold.find(
    (candidate) =>
      candidate.calculated_price?.calculated_amount != null &&
      (candidate.manage_inventory === false || (candidate.inventory_quantity ?? 0) >= quantity),
  );
  if (variant === undefined) run.fail(`no product has a price in ${target.currency} and ${quantity} pieces in stock`);

  run.step("open the storefront");
  const page = await run.until("/", (reply) => reply.status === 200, { headers: { accept: "text/html" } });
  if (!page.text.includes(target.title)) run.fail(`the storefront's page does not show the shop title ${JSON.stringify(target.title)}`);

  run.step("fill the cart");
  const { cart: filled } = cart.parse(
    (await post("/store/carts", { region_id: region.id, email, metadata: proofMetadata, items: [{ variant_id: variant.id, quantity }] }))
      .json,
  );
  const address = {
    first_name: "Order",
    last_name: "Proof",
    address_1: "1 Test Street",
    city: "Testville",
    postal_code: "10115",
    country_code: target.country.toLowerCase(),
  };
  await post(`/store/carts/${filled.id}`, { shipping_address: address, billing_address: address });

  run.step("choose shipping");
  const options = shippingOptions.parse((await run.expect(`/store/shipping-options?cart_id=${filled.id}`, { headers: key })).json);
  const shipping = options.shipping_options[0];
  if (shipping === undefined) run.fail(`no shipping option for ${target.country}`);
  await post(`/store/carts/${filled.id}/shipping-methods`, { option_id: shipping.id });

  run.step("pay");
  const { payment_collection } = collection.parse((await post("/store/payment-collections", { cart_id: filled.id })).json);
  await post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: "pp_system_default" });

  run.step("place the order");
  const placed = completed.parse((await post(`/store/carts/${filled.id}/complete`, {})).json);
  if (placed.type !== "order" || placed.order === undefined)
    run.fail(`the cart was not turned into an order: ${JSON.stringify(placed.error)}`);

  run.step("read the order back as the merchant");
  const login = { email: target.adminEmail, password: secret(target, "admin-password") };
  const bearer = { authorization: `Bearer ${token.parse((await post("/auth/user/emailpass", login, {})).json).token}` };
  const fields = "id,display_id,status,total,currency_code,customer_id,*items";
  const { order } = adminOrder.parse((await run.expect(`/admin/orders/${placed.order.id}?fields=${fields}`, { headers: bearer })).json);
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  if (pieces !== quantity) run.fail(`the merchant sees ${pieces} pieces instead of ${quantity}`);
  if (order.total < filled.total) run.fail(`the merchant sees a total of ${order.total}, less than the cart's ${filled.total}`);

  run.step("cancel the order");
  await post(`/admin/orders/${order.id}/cancel`, {}, bearer);
  await post(`/admin/orders/${order.id}/archive`, {}, bearer);
  if (order.customer_id != null) await run.expect(`/admin/customers/${order.customer_id}`, { method: "DELETE", headers: bearer });

  return {
    orderId: `#${order.display_id}`,
    total: order.total.toFixed(2),
    currency: order.currency_code.toUpperCase(),
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - started) / 10) / 100,
  };
}

function secret(target: ProofTarget, key: string): string {
  const value = target.secrets[key];
  if (value === undefined) throw new OrderProofFailed(target.name, "start", `the store's Secret has no key ${key}`);
  return value;
}
