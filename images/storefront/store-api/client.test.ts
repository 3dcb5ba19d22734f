import { describe, expect, test } from "@jest/globals";
import { completeCart, createCart, findCart, findOrder, listShippingOptions, startPayment } from "./carts.ts";
import { findProduct, listRegions } from "./catalogue.ts";
import { path, storeApi } from "./client.ts";
import { recorded } from "./recorded-replies.ts";
import type { Cart } from "./types.ts";

type Answer = { readonly status: number; readonly body: unknown } | Error;

/** An API whose backend gives the answers in turn, and the calls that it got. */
function backend(...answers: readonly Answer[]) {
  const calls: { readonly method: string; readonly url: string; readonly body: unknown; readonly headers: Record<string, string> }[] = [];
  const send = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const answer = answers[calls.length];
    calls.push({
      method: init.method ?? "GET",
      url: decodeURIComponent(String(input)),
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      headers: init.headers as Record<string, string>,
    });
    if (answer === undefined) throw new Error(`unexpected call ${calls.length}`);
    if (answer instanceof Error) throw answer;
    return new Response(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body), { status: answer.status });
  };
  return { api: storeApi({ backendUrl: "http://server:9000", publishableKey: "pk_test", fetch: send as typeof fetch }), calls };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const broken = new TypeError("fetch failed");

describe("storeApi", () => {
  test("sends the key and asks for JSON", async () => {
    const { api, calls } = backend(ok({ regions: [] }));
    await expect(listRegions(api)).resolves.toEqual([]);
    expect(calls).toEqual([
      {
        method: "GET",
        url: "http://server:9000/store/regions?fields=id,name,currency_code,countries.iso_2&limit=100",
        body: undefined,
        headers: { accept: "application/json", "x-publishable-api-key": "pk_test" },
      },
    ]);
  });

  test("reads again after a broken connection, once", async () => {
    const lucky = backend(broken, ok({ regions: [] }));
    await expect(listRegions(lucky.api)).resolves.toEqual([]);
    const unlucky = backend(broken, broken);
    await expect(listRegions(unlucky.api)).rejects.toMatchObject({ kind: "unavailable" });
    expect(unlucky.calls).toHaveLength(2);
  });

  test.each([["timeout", new DOMException("late", "TimeoutError")] as const, ["fault", recorded.crashed] as const])(
    "does not read again after a %s",
    async (_, answer) => {
      const { api, calls } = backend(answer);
      await expect(listRegions(api)).rejects.toMatchObject({ kind: "unavailable" });
      expect(calls).toHaveLength(1);
    },
  );

  test("never repeats a change", async () => {
    const { api, calls } = backend(broken);
    await expect(completeCart(api, "cart_1")).rejects.toMatchObject({ kind: "unavailable" });
    expect(calls).toHaveLength(1);
  });

  test("refuses an answer that is not JSON", async () => {
    const { api } = backend(ok("<html>hello</html>"));
    await expect(listRegions(api)).rejects.toThrow("GET /store/regions: 200 without JSON");
  });

  test("escapes what is put into paths", () => {
    expect(path`/store/carts/${"../admin?x"}/complete`).toBe("/store/carts/..%2Fadmin%3Fx/complete");
  });
});

describe("calls", () => {
  test("a cart or order that is gone is no error", async () => {
    await expect(findCart(backend(recorded.noCart).api, "cart_nope")).resolves.toBeUndefined();
    await expect(findOrder(backend(recorded.noOrder).api, "order_nope")).resolves.toBeUndefined();
    await expect(findCart(backend(recorded.wrongKey).api, "cart_1")).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("a cart's lines come in the order in which they were added", async () => {
    const { api } = backend(ok({ cart: { id: "cart_1", items: [{ id: "cali_02" }, { id: "cali_01" }] } }));
    expect((await findCart(api, "cart_1"))?.items?.map((item) => item.id)).toEqual(["cali_01", "cali_02"]);
  });

  test("a new cart belongs to the region", async () => {
    const { api, calls } = backend(ok({ cart: { id: "cart_1" } }));
    await expect(createCart(api, "reg_1")).resolves.toBe("cart_1");
    expect(calls[0]).toMatchObject({ method: "POST", url: "http://server:9000/store/carts?fields=id", body: { region_id: "reg_1" } });
  });

  test("a product comes with pictures and variants as the merchant ordered them", async () => {
    const images = [
      { id: "img_b", url: "/b", rank: 1 },
      { id: "img_a", url: "/a", rank: 0 },
    ];
    const variants = [{ id: "v_none" }, { id: "v_2", variant_rank: 2 }, { id: "v_1", variant_rank: 1 }];
    const { api } = backend(ok({ products: [{ id: "prod_1", images, variants }], count: 1 }), ok({ products: [], count: 0 }));
    const product = await findProduct(api, "mug", "reg_1");
    expect(product?.images?.map((image) => image.id)).toEqual(["img_a", "img_b"]);
    expect(product?.variants?.map((variant) => variant.id)).toEqual(["v_1", "v_2", "v_none"]);
    await expect(findProduct(api, "nope", "reg_1")).resolves.toBeUndefined();
  });

  test("ways of delivery come cheapest first, with computed prices, without those out of stock", async () => {
    const options = [
      { id: "so_express", name: "Express", price_type: "flat", amount: 9 },
      { id: "so_carrier", name: "Carrier", price_type: "calculated", amount: null },
      { id: "so_gone", name: "Gone", price_type: "flat", amount: 1, insufficient_inventory: true },
    ];
    const { api, calls } = backend(ok({ shipping_options: options }), ok({ shipping_option: { amount: 4.2 } }));
    const found = await listShippingOptions(api, "cart_1");
    expect(found.map(({ id, amount }) => [id, amount])).toEqual([
      ["so_carrier", 4.2],
      ["so_express", 9],
    ]);
    expect(calls[1]).toMatchObject({ url: "http://server:9000/store/shipping-options/so_carrier/calculate", body: { cart_id: "cart_1" } });
  });

  test("payment uses the cart's collection when it has one", async () => {
    const fresh = backend(ok({ payment_collection: { id: "pay_col_1" } }), ok({}));
    await startPayment(fresh.api, { id: "cart_1" } as Cart, "pp_system_default");
    expect(fresh.calls.map((call) => call.url)).toEqual([
      "http://server:9000/store/payment-collections",
      "http://server:9000/store/payment-collections/pay_col_1/payment-sessions",
    ]);
    const again = backend(ok({}));
    await startPayment(again.api, { id: "cart_1", payment_collection: { id: "pay_col_2" } } as Cart, "pp_system_default");
    expect(again.calls).toHaveLength(1);
  });
});
