type Reply = Readonly<Record<string, unknown>>;

interface Region {
  readonly id: string;
}
interface Product {
  readonly handle: string;
  readonly variants: readonly { readonly id: string }[];
}
interface Order {
  readonly id: string;
  readonly total: number;
}

const buyer = {
  first_name: "Re",
  last_name: "Hearsal",
  address_1: "Street 1",
  city: "Town",
  postal_code: "10115",
  country_code: "de",
};

/** Buys two classic mugs as a shopper would, reads the order back as an admin, cancels it, and returns its total. */
export async function buy(url: string, env: Readonly<Record<string, string>>): Promise<number> {
  const shop = client(url, { "x-publishable-api-key": env.MEDUSA_PUBLISHABLE_KEY ?? "" });
  const { regions } = await shop<{ regions: readonly Region[] }>("GET", "/store/regions");
  const region = regions[0]?.id;
  const { products } = await shop<{ products: readonly Product[] }>("GET", `/store/products?region_id=${region}&handle=classic-mug`);
  const variant = products[0]?.variants[0]?.id;
  const { cart } = await shop<{ cart: { readonly id: string } }>("POST", "/store/carts", { region_id: region });
  const path = `/store/carts/${cart.id}`;
  await shop("POST", `${path}/line-items`, { variant_id: variant, quantity: 2 });
  await shop("POST", path, { email: "shopper@rehearsal.invalid", shipping_address: buyer, billing_address: buyer });
  const options = await shop<{ shipping_options: readonly Region[] }>("GET", `/store/shipping-options?cart_id=${cart.id}`);
  await shop("POST", `${path}/shipping-methods`, { option_id: options.shipping_options[0]?.id });
  const payment = await shop<{ payment_collection: Region }>("POST", "/store/payment-collections", { cart_id: cart.id });
  const sessions = `/store/payment-collections/${payment.payment_collection.id}/payment-sessions`;
  await shop("POST", sessions, { provider_id: "pp_system_default" });
  const { order } = await shop<{ order: Order }>("POST", `${path}/complete`);

  const admin = await administrator(url, env);
  const read = await admin<{ order: Order }>("GET", `/admin/orders/${order.id}`);
  await admin("POST", `/admin/orders/${order.id}/cancel`, {});
  return read.order.total;
}

/** Tries to log in as the administrator. */
export function logIn(url: string, env: Readonly<Record<string, string>>): Promise<Response> {
  const body = JSON.stringify({ email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD });
  return fetch(`${url}/auth/user/emailpass`, { method: "POST", headers: { "content-type": "application/json" }, body });
}

/** The shop's title as the admin page shows it. */
export async function shopTitle(url: string, env: Readonly<Record<string, string>>): Promise<string> {
  const admin = await administrator(url, env);
  const { stores } = await admin<{ stores: readonly { readonly name: string }[] }>("GET", "/admin/stores");
  return stores[0]?.name ?? "";
}

async function administrator(url: string, env: Readonly<Record<string, string>>) {
  const response = await logIn(url, env);
  if (!response.ok) throw new Error(`the administrator cannot log in: ${response.status} ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  return client(url, { authorization: `Bearer ${token}` });
}

function client(url: string, headers: Readonly<Record<string, string>>) {
  return async <T = Reply>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
}
