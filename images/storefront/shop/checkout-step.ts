import type { Cart } from "../store-api/types.ts";

/** The steps of the checkout in their order. */
export const checkoutSteps = ["address", "delivery", "review"] as const;
export type CheckoutStep = (typeof checkoutSteps)[number];

/**
 * The step to show: the one asked for, but never one whose earlier steps are undone.
 *
 * @param asked the step in the address bar; anything unknown means the furthest step that can be shown.
 */
export function checkoutStep(cart: Cart, asked: string | undefined): CheckoutStep {
  const furthest = !hasAddress(cart) ? "address" : needsDelivery(cart) && !hasDelivery(cart) ? "delivery" : "review";
  const wanted = checkoutSteps.find((step) => step === asked) ?? furthest;
  return checkoutSteps.indexOf(wanted) < checkoutSteps.indexOf(furthest) ? wanted : furthest;
}

export function hasAddress(cart: Cart): boolean {
  const address = cart.shipping_address;
  return Boolean(cart.email && address?.last_name && address.address_1 && address.country_code);
}

export function hasDelivery(cart: Pick<Cart, "shipping_methods">): boolean {
  return (cart.shipping_methods ?? []).length > 0;
}

/** Whether anything in the cart has to be sent. */
export function needsDelivery(cart: Pick<Cart, "items">): boolean {
  return (cart.items ?? []).some((item) => item.requires_shipping);
}
