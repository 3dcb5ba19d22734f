import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProofTarget } from "./order-proof.ts";
import { proveOrder } from "./prove.ts";
import { proveWooCommerceOrder } from "./woocommerce.ts";

interface Seen {
  readonly call: string;
  readonly nonce: string | undefined;
  readonly token: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
type Answer = { status?: number; json?: unknown; html?: string; headers?: Record<string, string> };

const store = "/wp-json/wc/store/v1";
const admin = "/wp-json/wc/v3";
const totals = { total_price: "3500", currency_minor_unit: 2 };
const product = (id: number, name: string, fields: Record<string, unknown> = {}) => ({
  id,
  name,
  type: "simple",
  is_purchasable: true,
  is_in_stock: true,
  add_to_cart: { maximum: 99 },
  prices: { currency_code: "EUR" },
  ...fields,
});
const page = (body: string) => `<title>Shop &#8211; Demo &amp; Söhne &quot;Shop&quot;</title><h2>${body}</h2>`;
const rate = { rate_id: "flat_rate:1" };
const order = {
  id: 15,
  status: "processing",
  currency: "EUR",
  total: "35.00",
  billing: { email: "order-proof@demo.invalid" },
  line_items: [{ product_id: 13, quantity: 2 }],
};

/** Replies of a real shop (WooCommerce 10.5.0, WordPress 7.1.4), cut to the fields that the proof reads; in order of the calls. */
const recorded: Readonly<Record<string, Answer>> = {
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

let server: Server;
let answers: Record<string, Answer>;
let seen: Seen[];
let target: ProofTarget;
let port: number;

beforeEach(async () => {
  answers = { ...recorded };
  seen = [];
  server = createServer(async (request, response) => {
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
  port = (server.address() as AddressInfo).port;
  target = {
    engine: "woocommerce",
    name: "demo",
    url: `http://demo.localhost:${port}`,
    title: 'Demo & Söhne "Shop"',
    currency: "EUR",
    country: "DE",
    adminEmail: "admin@demo.example",
    secrets: { "api-consumer-key": `ck_${"a".repeat(40)}`, "api-consumer-secret": `cs_${"b".repeat(40)}` },
  };
});

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

const lastly = (call: string) => seen.findLast((each) => each.call === call);

describe("proveWooCommerceOrder", () => {
  test("buys two pieces, reads the order back and removes it, with the stock as before", async () => {
    const steps: string[] = [];
    const proof = await proveOrder(target, { onStep: (step) => steps.push(step) });

    expect(proof).toEqual({ orderId: "15", total: "35.00", currency: "EUR", at: expect.any(String), seconds: expect.any(Number) });
    expect(seen.map(({ call }) => call)).toEqual([...Object.keys(recorded), `GET ${admin}/orders/15`, `GET ${admin}/products/13`]);
    expect(steps).toEqual([
      "wait for the shop",
      "open the shop page",
      "find a product",
      "fill the cart",
      "enter the address",
      "place the order",
      "read the order back as the merchant",
      "remove the order",
    ]);
  });

  test("buys what is in stock and on the page, for an address of nobody", async () => {
    await proveWooCommerceOrder(target);
    expect(lastly(`POST ${store}/cart/add-item`)?.body).toEqual({ id: 13, quantity: 2 });
    const shipping = {
      first_name: "Order",
      last_name: "Proof",
      address_1: "1 Test Street",
      city: "Testville",
      state: "DE-BW",
      postcode: "10115",
      country: "DE",
      phone: "+4930000000",
    };
    expect(lastly(`POST ${store}/checkout`)?.body).toEqual({
      billing_address: { ...shipping, email: "order-proof@demo.invalid" },
      shipping_address: shipping,
      payment_method: "cod",
    });
  });

  test("sends the cart's own headers with every change of the cart, and no others", async () => {
    await proveWooCommerceOrder(target);
    const changes = seen.filter(({ call }) => call.startsWith(`POST ${store}/`));
    expect(changes).toHaveLength(3);
    expect(new Set(changes.map(({ nonce, token }) => `${nonce} ${token}`))).toEqual(new Set(["e0a0ff705f eyJ.a.b"]));
    expect(seen.filter(({ call, nonce, token }) => !call.startsWith("POST") && (nonce ?? token) !== undefined)).toEqual([]);
  });

  test("signs what the merchant does, and nothing that the shopper does", async () => {
    await proveWooCommerceOrder(target);
    const signed = (call: string) => !call.includes(` ${store}/`) && !call.endsWith("/shop/");
    expect(seen.filter(({ call }) => signed(call)).map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 6 }, () => expect.stringMatching(/^OAuth oauth_consumer_key="ck_a{40}", .*oauth_signature="[\w%-]+"$/)),
    );
    expect(seen.filter(({ call, authorization }) => !signed(call) && authorization !== undefined)).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain(target.secrets["api-consumer-secret"]);
  });

  test("follows a shop page that is the home page", async () => {
    answers["GET /shop/"] = { status: 301, html: "", headers: { location: `http://demo.localhost:${port}/` } };
    answers["GET /"] = { html: page("Salt &amp; Pepper") };
    await expect(proveWooCommerceOrder(target)).resolves.toMatchObject({ orderId: "15" });
  });

  test("knows states and amounts of other countries", async () => {
    answers[`GET ${store}/products`] = { json: [product(13, "Salt", { prices: { currency_code: "JPY" } })] };
    answers["GET /shop/"] = { html: page("Salt") };
    answers[`GET ${admin}/data/countries/jp`] = { json: { states: [] } };
    answers[`POST ${store}/cart/update-customer`] = {
      json: {
        needs_shipping: false,
        payment_methods: ["cod"],
        shipping_rates: [],
        totals: { total_price: "3500", currency_minor_unit: 0 },
      },
    };
    answers[`GET ${admin}/orders/15`] = { json: { ...order, currency: "JPY", total: "3500" } };
    await expect(proveWooCommerceOrder({ ...target, country: "JP", currency: "JPY" })).resolves.toMatchObject({
      total: "3500",
      currency: "JPY",
    });
    expect(lastly(`POST ${store}/checkout`)?.body).toMatchObject({ shipping_address: { country: "JP", state: "", postcode: "100-0001" } });
  });

  test("waits while the proxy has no route yet", async () => {
    answers[`GET ${store}/products`] = { status: 404, html: "404 page not found" };
    setTimeout(() => Object.assign(answers, recorded), 150);
    await expect(proveWooCommerceOrder(target)).resolves.toMatchObject({ orderId: "15" });
    expect(seen.filter(({ call }) => call === `GET ${store}/products`).length).toBeGreaterThan(1);
  });

  test.each<[string, string, Answer, RegExp]>([
    [
      "the shop never answers",
      `GET ${store}/products`,
      { status: 503, html: "upgrading" },
      /"wait for the shop".*within 0\.2 s.*503: upgrading/,
    ],
    [
      "the shop is only coming soon",
      "GET /shop/",
      { html: '<body class="woocommerce-coming-soon"><div class="wp-block-woocommerce-coming-soon">' },
      /"open the shop page": the shop page says "coming soon", although the shop sells by its API/,
    ],
    [
      "the page has another title",
      "GET /shop/",
      { html: "<title>Hello</title>" },
      /does not show the shop title "Demo & Söhne \\"Shop\\""/,
    ],
    [
      "the page is broken",
      "GET /shop/",
      { status: 500, html: "critical error" },
      /"open the shop page": GET \/shop\/ answered 500: critical error/,
    ],
    [
      "the page leads to another address",
      "GET /shop/",
      { status: 301, html: "", headers: { location: "http://old.example/shop/" } },
      /leads away to http:\/\/old\.example\/shop\//,
    ],
    [
      "nothing is for sale",
      `GET ${store}/products`,
      { json: [] },
      /"find a product": no simple product has a price in EUR and 2 pieces in stock/,
    ],
    ["the page lists nothing", "GET /shop/", { html: page("Nothing") }, /the shop page shows none of "Salt & Pepper"/],
    [
      "the merchant's key is unknown",
      `GET ${admin}/products/13`,
      { status: 401, json: { code: "woocommerce_rest_authentication_error" } },
      /"find a product".*401.*woocommerce_rest_authentication_error/,
    ],
    ["the cart has no nonce", `GET ${store}/cart`, { json: {}, headers: { "cart-token": "x" } }, /"fill the cart".*no header nonce/],
    [
      "the nonce is not taken",
      `POST ${store}/cart/add-item`,
      { status: 401, json: { code: "woocommerce_rest_missing_nonce", message: "Missing the Nonce header." } },
      /"fill the cart".*401.*Missing the Nonce header/,
    ],
    [
      "nothing is delivered there",
      `POST ${store}/cart/update-customer`,
      { json: { needs_shipping: true, payment_methods: ["cod"], shipping_rates: [{ shipping_rates: [] }], totals } },
      /"enter the address": no shipping method for DE/,
    ],
    [
      "cash on delivery is off",
      `POST ${store}/checkout`,
      {
        status: 400,
        json: { code: "woocommerce_rest_checkout_payment_method_disabled", message: "Cash on delivery is not available for this order" },
      },
      /"place the order": .* answered 400 woocommerce_rest_checkout_payment_method_disabled: cash on delivery is off in this shop .*; the shop offers cod/,
    ],
    [
      "the checkout refuses for another reason",
      `POST ${store}/checkout`,
      { status: 409, json: { code: "woocommerce_rest_cart_changed", message: "Cart has changed" } },
      /answered 409 woocommerce_rest_cart_changed: Cart has changed/,
    ],
    ["the checkout breaks", `POST ${store}/checkout`, { status: 500, html: "" }, /checkout answered 500: \(empty body\)/],
    [
      "the payment fails",
      `POST ${store}/checkout`,
      { json: { order_id: 15, status: "failed", payment_result: { payment_status: "failure" } } },
      /order 15 is failed, payment failure/,
    ],
    [
      "the merchant sees another total",
      `GET ${admin}/orders/15`,
      { json: { ...order, total: "30.00" } },
      /"read the order back as the merchant": the merchant sees a total of 30\.00, the shopper saw 35/,
    ],
    [
      "the merchant sees fewer pieces",
      `GET ${admin}/orders/15`,
      { json: { ...order, line_items: [] } },
      /the merchant sees 0 pieces instead of 2/,
    ],
    [
      "the order is on hold",
      `GET ${admin}/orders/15`,
      { json: { ...order, status: "on-hold" } },
      /order 15 is "on-hold" instead of "processing"/,
    ],
    [
      "the answer has another form",
      `GET ${admin}/orders/15`,
      { json: { id: 15 } },
      /"read the order back as the merchant": the shop's answer has an unexpected form: .*status/,
    ],
    [
      "the order cannot be removed",
      "DELETE /wp-json/storefleet/v1/proof-orders/15",
      { status: 403, json: { code: "storefleet_not_a_proof", message: "not a test order" } },
      /"remove the order": DELETE .* answered 403.*not a test order/,
    ],
    ["the order is still there", "after", { json: order }, /"remove the order": order 15 is still there after its removal/],
  ])("fails when %s, naming step and answer", async (_case, call, answer, message) => {
    answers[call] = answer;
    await expect(proveWooCommerceOrder(target, { waitSeconds: 0.2 })).rejects.toThrow(message);
  });

  test("fails when the stock does not come back", async () => {
    const answer = answers[`GET ${admin}/products/13`] as { json: { stock_quantity: number } };
    answers[`GET ${admin}/products/13`] = {
      get json() {
        return { stock_quantity: seen.some(({ call }) => call.startsWith("DELETE ")) ? 98 : answer.json.stock_quantity };
      },
    };
    await expect(proveWooCommerceOrder(target)).rejects.toThrow(
      "Salt & Pepper had 100 pieces in stock before the test order and has 98 after its removal",
    );
  });

  test("fails when the Secret lacks a key, without a request", async () => {
    await expect(proveWooCommerceOrder({ ...target, secrets: {} })).rejects.toThrow("the store's Secret has no key api-consumer-key");
    expect(seen).toEqual([]);
  });

  test("stops when it is aborted", async () => {
    answers[`GET ${store}/products`] = { status: 503, html: "" };
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("interrupted")), 100);
    await expect(proveWooCommerceOrder(target, { signal: abort.signal })).rejects.toThrow("interrupted");
  });
});
