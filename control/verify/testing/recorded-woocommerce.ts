import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProofTarget } from "../order-proof.ts";

/** A call that the shop saw. */
export interface Seen {
  readonly call: string;
  readonly nonce: string | undefined;
  readonly token: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
/** What the shop answers to a call. */
export type Answer = { status?: number; json?: unknown; html?: string; headers?: Record<string, string> };

export const store = "/wp-json/wc/store/v1";
export const admin = "/wp-json/wc/v3";
export const totals = { total_price: "3500", currency_minor_unit: 2 };
export const product = (id: number, name: string, fields: Record<string, unknown> = {}) => ({
  id,
  name,
  type: "simple",
  is_purchasable: true,
  is_in_stock: true,
  add_to_cart: { maximum: 99 },
  prices: { currency_code: "EUR" },
  ...fields,
});
export const page = (body: string) => `<title>Shop &#8211; Demo &amp; Söhne &quot;Shop&quot;</title><h2>${body}</h2>`;
export const rate = { rate_id: "flat_rate:1" };
export const order = {
  id: 15,
  status: "processing",
  currency: "EUR",
  total: "35.00",
  billing: { email: "order-proof@demo.invalid" },
  line_items: [{ product_id: 13, quantity: 2 }],
};

/** Replies of a real shop (WooCommerce 10.5.0, WordPress 7.1.4), cut to the fields that the proof reads; in order of the calls. */
export const recorded: Readonly<Record<string, Answer>> = {
  [`GET ${store}/products`]: {
    json: [
      product(9, "Gift", { type: "variable" }),
      product(12, "Last one", { add_to_cart: { maximum: 1 } }),
      product(13, "Salt &#038; Pepper"),
    ],
  },
  "GET /shop/": { html: page("Salt &amp; Pepper") },
  [`GET ${admin}/products/13`]: { json: { stock_quantity: 100 } },
  [`GET ${store}/cart`]: { json: {}, headers: { nonce: "e0a0ff705f", "nonce-timestamp": "1795259101", "cart-token": "eyJ.a.b" } },
  [`POST ${store}/cart/add-item`]: { status: 201, json: {} },
  [`GET ${admin}/data/countries/de`]: { json: { states: [{ code: "DE-BW" }, { code: "DE-BY" }] } },
  [`POST ${store}/cart/update-customer`]: {
    json: { needs_shipping: true, payment_methods: ["cod"], shipping_rates: [{ shipping_rates: [rate] }], totals },
  },
  [`POST ${store}/checkout`]: { json: { order_id: 15, status: "processing", payment_result: { payment_status: "success" } } },
  [`GET ${admin}/orders/15`]: { json: order },
  "DELETE /wp-json/storefleet/v1/proof-orders/15": { json: { removed: 15 } },
};

/** A shop that answers as it was recorded, until a test changes an answer. */
export interface RecordedShop {
  readonly answers: Record<string, Answer>;
  readonly seen: Seen[];
  readonly target: ProofTarget;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startRecordedShop(): Promise<RecordedShop> {
  const answers: Record<string, Answer> = { ...recorded };
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const call = `${request.method} ${new URL(request.url ?? "/", "http://shop").pathname}`;
    const header = (name: string) => request.headers[name] as string | undefined;
    seen.push({
      call,
      nonce: header("nonce"),
      token: header("cart-token"),
      authorization: header("authorization"),
      body: await bodyOf(request),
    });
    const missing: Answer = { status: 404, json: { code: "woocommerce_rest_shop_order_invalid_id", message: "Invalid ID." } };
    const removed = call === `GET ${admin}/orders/15` && seen.some((each) => each.call.startsWith("DELETE "));
    const { status = 200, json, html, headers } = (removed && answers.after) || (removed ? missing : answers[call]) || missing;
    response.writeHead(status, { "content-type": json === undefined ? "text/html" : "application/json", ...headers });
    response.end(json === undefined ? html : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target: ProofTarget = {
    engine: "woocommerce",
    name: "demo",
    url: `http://demo.localhost:${port}`,
    title: 'Demo & Söhne "Shop"',
    currency: "EUR",
    country: "DE",
    adminEmail: "admin@demo.example",
    secrets: { "api-consumer-key": `ck_${"a".repeat(40)}`, "api-consumer-secret": `cs_${"b".repeat(40)}` },
  };
  return { answers, seen, target, port, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}
