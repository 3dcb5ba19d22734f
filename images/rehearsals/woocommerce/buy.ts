import type { Services } from "./services.ts";

/** Buys one piece by the Store API, as a browser would, and returns the order's number. */
export async function buy(services: Services, email: string): Promise<number> {
  const store = "/wp-json/wc/store/v1";
  const cart = await services.get(`${store}/cart`);
  const headers = { nonce: String(cart.headers.nonce), "cart-token": String(cart.headers["cart-token"]) };
  const products = JSON.parse((await services.get(`${store}/products`)).text) as readonly { readonly id: number }[];
  await expectOk(services.send("POST", `${store}/cart/add-item`, headers, { id: products[0]?.id, quantity: 1 }));
  const address = { first_name: "A", last_name: "B", address_1: "Street 1", city: "Berlin", postcode: "10115", country: "DE", phone: "1" };
  const order = await expectOk(
    services.send("POST", `${store}/checkout`, headers, {
      billing_address: { ...address, email },
      shipping_address: address,
      payment_method: "cod",
    }),
  );
  return (JSON.parse(order) as { readonly order_id: number }).order_id;
}

async function expectOk(answer: ReturnType<Services["send"]>): Promise<string> {
  const { status, text } = await answer;
  if (status > 299) throw new Error(`the shop answered ${status}: ${text.slice(0, 300)}`);
  return text;
}
