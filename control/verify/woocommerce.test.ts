import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProofTarget } from "./order-proof.ts";
import { proveOrder } from "./prove.ts";
import {
  type Answer,
  admin,
  order,
  page,
  product,
  type RecordedShop,
  recorded,
  type Seen,
  startRecordedShop,
  store,
} from "./testing/recorded-woocommerce.ts";
import { proveWooCommerceOrder } from "./woocommerce.ts";

let shop: RecordedShop;
let answers: Record<string, Answer>;
let seen: Seen[];
let target: ProofTarget;
let port: number;

beforeEach(async () => {
  shop = await startRecordedShop();
  ({ answers, seen, target, port } = shop);
});

afterEach(() => shop.stop());

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
});
