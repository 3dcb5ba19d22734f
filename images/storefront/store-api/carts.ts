import { path, type StoreApi } from "./client.ts";
import { StoreApiError } from "./errors.ts";
import type { Address, Cart, Completion, Order, ShippingOption } from "./types.ts";

const purchaseFields = [
  "id",
  "currency_code",
  "email",
  "total",
  "tax_total",
  "item_subtotal",
  "shipping_subtotal",
  "discount_subtotal",
  "discount_total",
  "original_item_total",
  "original_shipping_total",
  "items.id",
  "items.product_title",
  "items.product_handle",
  "items.variant_title",
  "items.thumbnail",
  "items.quantity",
  "items.unit_price",
  "items.subtotal",
  "items.original_total",
  "items.requires_shipping",
  "items.is_tax_inclusive",
  "shipping_methods.id",
  "shipping_methods.name",
  "*shipping_address",
];
const cartFields = [...purchaseFields, "completed_at", "shipping_methods.shipping_option_id", "payment_collection.id"].join();
const orderFields = [...purchaseFields, "display_id", "created_at"].join();

/** What to ask for when the reply to a change is not read: the least. */
const idOnly = { fields: "id" };

/** @returns undefined when there is no such cart (any more). */
export async function findCart(api: StoreApi, id: string): Promise<Cart | undefined> {
  try {
    const { cart } = await api.get<{ cart: Cart }>(path`/store/carts/${id}`, { query: { fields: cartFields } });
    return inOrder(cart);
  } catch (error) {
    if (error instanceof StoreApiError && error.kind === "not-found") return undefined;
    throw error;
  }
}

/** @returns the id of a new, empty cart. */
export async function createCart(api: StoreApi, regionId: string): Promise<string> {
  const reply = await api.post<{ cart: { id: string } }>("/store/carts", { query: idOnly, body: { region_id: regionId } });
  return reply.cart.id;
}

export async function addItem(api: StoreApi, cartId: string, variantId: string, quantity: number): Promise<void> {
  await api.post(path`/store/carts/${cartId}/line-items`, { query: idOnly, body: { variant_id: variantId, quantity } });
}

export async function setQuantity(api: StoreApi, cartId: string, itemId: string, quantity: number): Promise<void> {
  await api.post(path`/store/carts/${cartId}/line-items/${itemId}`, { query: idOnly, body: { quantity } });
}

export async function removeItem(api: StoreApi, cartId: string, itemId: string): Promise<void> {
  await api.delete(path`/store/carts/${cartId}/line-items/${itemId}`);
}

/** Sets where to write to and where to send to; the bill goes to the same address. */
export async function setAddress(api: StoreApi, cartId: string, email: string, address: Address): Promise<void> {
  const body = { email, shipping_address: address, billing_address: address };
  await api.post(path`/store/carts/${cartId}`, { query: idOnly, body });
}

/** The ways to send this cart to its address, cheapest first, with their prices. */
export async function listShippingOptions(api: StoreApi, cartId: string): Promise<readonly ShippingOption[]> {
  const reply = await api.get<{ shipping_options: ShippingOption[] }>("/store/shipping-options", { query: { cart_id: cartId } });
  const priced = await Promise.all(reply.shipping_options.map((option) => withPrice(api, cartId, option)));
  return priced.filter((option) => !option.insufficient_inventory).sort((a, b) => (a.amount ?? 0) - (b.amount ?? 0));
}

export async function setShippingMethod(api: StoreApi, cartId: string, optionId: string): Promise<void> {
  await api.post(path`/store/carts/${cartId}/shipping-methods`, { query: idOnly, body: { option_id: optionId } });
}

/** @returns ids such as `pp_system_default`. */
export async function listPaymentProviders(api: StoreApi, regionId: string): Promise<readonly string[]> {
  const reply = await api.get<{ payment_providers: { id: string }[] }>("/store/payment-providers", { query: { region_id: regionId } });
  return reply.payment_providers.map((provider) => provider.id);
}

/** Opens a payment session of the provider on the cart. May be repeated: the session before is replaced. */
export async function startPayment(api: StoreApi, cart: Cart, providerId: string): Promise<void> {
  const collectionId = cart.payment_collection?.id ?? (await createPaymentCollection(api, cart.id));
  await api.post(path`/store/payment-collections/${collectionId}/payment-sessions`, { body: { provider_id: providerId } });
}

/** Turns the cart into an order. Safe to repeat: a cart becomes one order at most. */
export async function completeCart(api: StoreApi, cartId: string): Promise<Completion> {
  return await api.post<Completion>(path`/store/carts/${cartId}/complete`, { body: {}, timeoutMs: 20_000 });
}

/** @returns undefined when there is no such order. */
export async function findOrder(api: StoreApi, id: string): Promise<Order | undefined> {
  try {
    const { order } = await api.get<{ order: Order }>(path`/store/orders/${id}`, { query: { fields: orderFields } });
    return inOrder(order);
  } catch (error) {
    if (error instanceof StoreApiError && error.kind === "not-found") return undefined;
    throw error;
  }
}

// The backend promises no order; ids grow with time.
function inOrder<T extends Cart | Order>(purchase: T): T {
  return { ...purchase, items: (purchase.items ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function withPrice(api: StoreApi, cartId: string, option: ShippingOption): Promise<ShippingOption> {
  if (option.price_type === "flat") return option;
  const body = { cart_id: cartId };
  const reply = await api.post<{ shipping_option: ShippingOption }>(path`/store/shipping-options/${option.id}/calculate`, { body });
  return { ...option, amount: reply.shipping_option.amount };
}

async function createPaymentCollection(api: StoreApi, cartId: string): Promise<string> {
  const reply = await api.post<{ payment_collection: { id: string } }>("/store/payment-collections", { body: { cart_id: cartId } });
  return reply.payment_collection.id;
}
