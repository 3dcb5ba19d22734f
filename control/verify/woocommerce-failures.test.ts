import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProofTarget } from "./order-proof.ts";
import {
  type Answer,
  admin,
  order,
  page,
  type RecordedShop,
  type Seen,
  startRecordedShop,
  store,
  totals,
} from "./testing/recorded-woocommerce.ts";
import { proveWooCommerceOrder } from "./woocommerce.ts";

let shop: RecordedShop;
let answers: Record<string, Answer>;
let seen: Seen[];
let target: ProofTarget;

beforeEach(async () => {
  shop = await startRecordedShop();
  ({ answers, seen, target } = shop);
});

afterEach(() => shop.stop());

describe("a WooCommerce proof", () => {
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
