import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { proveMedusaOrder } from "./medusa.ts";
import type { ProofTarget } from "./order-proof.ts";

interface Seen {
  readonly call: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
type Answer = { status?: number; json?: unknown; html?: string };

/** Replies of a real Medusa 2.21.2 shop, cut to the fields that the proof reads. */
const recorded: Readonly<Record<string, Answer>> = {
  "GET /store/regions": { json: { regions: [{ id: "reg_1", currency_code: "eur" }] } },
  "GET /store/products": {
    json: {
      products: [
        {
          title: "Sold out",
          variants: [{ id: "variant_0", manage_inventory: true, inventory_quantity: 0, calculated_price: { calculated_amount: 9 } }],
        },
        {
          title: "Mug",
          variants: [{ id: "variant_1", manage_inventory: true, inventory_quantity: 100, calculated_price: { calculated_amount: 12 } }],
        },
      ],
    },
  },
  "GET /": { html: "<h1>Aurora Outdoor</h1>" },
  "POST /store/carts": { json: { cart: { id: "cart_1", total: 24 } } },
  "POST /store/carts/cart_1": { json: { cart: { id: "cart_1", total: 24 } } },
  "GET /store/shipping-options": { json: { shipping_options: [{ id: "so_1", name: "Standard" }] } },
  "POST /store/carts/cart_1/shipping-methods": { json: { cart: { id: "cart_1", total: 29 } } },
  "POST /store/payment-collections": { json: { payment_collection: { id: "pay_col_1" } } },
  "POST /store/payment-collections/pay_col_1/payment-sessions": { json: {} },
  "POST /store/carts/cart_1/complete": { json: { type: "order", order: { id: "order_1" } } },
  "POST /auth/user/emailpass": { json: { token: "jwt" } },
  "GET /admin/orders/order_1": {
    json: {
      order: {
        id: "order_1",
        display_id: 7,
        status: "pending",
        total: 29,
        currency_code: "eur",
        customer_id: "cus_1",
        items: [{ quantity: 2 }],
      },
    },
  },
  "POST /admin/orders/order_1/cancel": { json: {} },
  "POST /admin/orders/order_1/archive": { json: {} },
  "DELETE /admin/customers/cus_1": { json: {} },
};

let server: Server;
let answers: Record<string, Answer>;
let seen: Seen[];
let target: ProofTarget;

beforeEach(async () => {
  answers = { ...recorded };
  seen = [];
  server = createServer(async (request, response) => {
    const call = `${request.method} ${new URL(request.url ?? "/", "http://shop").pathname}`;
    const header = (name: string) => request.headers[name] as string | undefined;
    seen.push({ call, key: header("x-publishable-api-key"), authorization: header("authorization"), body: await bodyOf(request) });
    const { status = 200, json, html } = answers[call] ?? { status: 404, json: { message: "no such route" } };
    response.writeHead(status, { "content-type": json === undefined ? "text/html" : "application/json" });
    response.end(json === undefined ? html : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = {
    engine: "medusa",
    name: "aurora",
    url: `http://aurora.localhost:${(server.address() as AddressInfo).port}`,
    title: "Aurora Outdoor",
    currency: "EUR",
    country: "DE",
    adminEmail: "admin@aurora.example",
    secrets: { "publishable-key": "pk_1", "admin-password": "pw" },
  };
});

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

describe("proveMedusaOrder", () => {
  test("buys two pieces, reads the order back and leaves nothing open", async () => {
    const steps: string[] = [];
    const proof = await proveMedusaOrder(target, { onStep: (step) => steps.push(step) });

    expect(proof).toEqual({ orderId: "#7", total: "29.00", currency: "EUR", at: expect.any(String), seconds: expect.any(Number) });
    expect(seen.map(({ call }) => call)).toEqual(Object.keys(recorded));
    expect(steps).toEqual([
      "wait for the shop",
      "find a product",
      "open the storefront",
      "fill the cart",
      "choose shipping",
      "pay",
      "place the order",
      "read the order back as the merchant",
      "cancel the order",
    ]);
  });

  test("buys what is in stock and marks the order as a proof", async () => {
    await proveMedusaOrder(target);
    expect(seen.find(({ call }) => call === "POST /store/carts")?.body).toEqual({
      region_id: "reg_1",
      email: "order-proof@aurora.invalid",
      metadata: { storefleet: "order-proof" },
      items: [{ variant_id: "variant_1", quantity: 2 }],
    });
  });

  test("uses the shopper's key in the shop and the merchant's token in the admin", async () => {
    await proveMedusaOrder(target);
    const shop = seen.filter(({ call }) => call.includes(" /store/"));
    const admin = seen.filter(({ call }) => call.includes(" /admin/"));
    expect(new Set(shop.map(({ key, authorization }) => `${key} ${authorization}`))).toEqual(new Set(["pk_1 undefined"]));
    expect(new Set(admin.map(({ key, authorization }) => `${key} ${authorization}`))).toEqual(new Set(["undefined Bearer jwt"]));
  });

  test("waits while the proxy has no route yet", async () => {
    answers["GET /store/regions"] = { status: 404, html: "404 page not found" };
    setTimeout(() => Object.assign(answers, recorded), 150);
    await expect(proveMedusaOrder(target)).resolves.toMatchObject({ orderId: "#7" });
    expect(seen.filter(({ call }) => call === "GET /store/regions").length).toBeGreaterThan(1);
  });

  test.each([
    [
      "the shop never answers",
      "GET /store/regions",
      { status: 503, html: "unavailable" },
      /"wait for the shop".*within 0\.2 s.*503: unavailable/,
    ],
    [
      "the region's currency is another",
      "GET /store/regions",
      { json: { regions: [{ id: "r", currency_code: "usd" }] } },
      /no region with currency EUR/,
    ],
    ["everything is sold out", "GET /store/products", { json: { products: [] } }, /"find a product".*2 pieces in stock/],
    ["the storefront shows another title", "GET /", { html: "<h1>Coming soon</h1>" }, /does not show the shop title "Aurora Outdoor"/],
    ["no shipping option exists", "GET /store/shipping-options", { json: { shipping_options: [] } }, /"choose shipping".*DE/],
    [
      "the payment provider is off",
      "POST /store/payment-collections/pay_col_1/payment-sessions",
      { status: 400, json: { message: "Provider not found" } },
      /"pay".*400.*Provider not found/,
    ],
    [
      "the cart is not completed",
      "POST /store/carts/cart_1/complete",
      { json: { type: "cart", error: { message: "out of stock" } } },
      /"place the order".*out of stock/,
    ],
    [
      "the merchant's password is wrong",
      "POST /auth/user/emailpass",
      { status: 401, json: { message: "Unauthorized" } },
      /"read the order back as the merchant".*401/,
    ],
    [
      "the order cannot be cancelled",
      "POST /admin/orders/order_1/cancel",
      { status: 500, html: "" },
      /"cancel the order".*500: \(empty body\)/,
    ],
  ])("fails when %s, naming step and answer", async (_case, call, answer, message) => {
    answers[call] = answer;
    await expect(proveMedusaOrder(target, { waitSeconds: 0.2 })).rejects.toThrow(message);
  });

  test("fails when the merchant sees other pieces than were bought", async () => {
    answers["GET /admin/orders/order_1"] = {
      json: { order: { id: "order_1", display_id: 7, status: "pending", total: 29, currency_code: "eur", items: [{ quantity: 1 }] } },
    };
    await expect(proveMedusaOrder(target)).rejects.toThrow("the merchant sees 1 pieces instead of 2");
  });

  test("fails when the Secret lacks a key, without a request", async () => {
    await expect(proveMedusaOrder({ ...target, secrets: {} })).rejects.toThrow("the store's Secret has no key publishable-key");
    expect(seen).toEqual([]);
  });

  test("stops when it is aborted", async () => {
    answers["GET /store/regions"] = { status: 503, html: "" };
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("interrupted")), 100);
    await expect(proveMedusaOrder(target, { signal: abort.signal })).rejects.toThrow("interrupted");
  });
});
