"use server";

import { revalidatePath } from "next/cache";
import { api, shopState } from "../server/backend.ts";
import { cartId, openCartId } from "../server/cart.ts";
import { maxQuantity } from "../shop/product.ts";
import { strings } from "../shop/strings.ts";
import { addItem, removeItem, setQuantity } from "../store-api/carts.ts";
import { failed, messageFor, type Outcome } from "./outcome.ts";

/** Form fields: `variantId`, `quantity`. */
export async function addToCart(_: Outcome, form: FormData): Promise<Outcome> {
  const variantId = text(form, "variantId");
  const quantity = Number(text(form, "quantity"));
  if (!variantId || !Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity) return failed(strings.errors.refused);
  const state = await shopState();
  if (!state.ok) return failed(strings.errors.unavailable);
  try {
    await addItem(api(), await openCartId(state.region.id), variantId, quantity);
  } catch (error) {
    return failed(messageFor(error, { refused: strings.errors.productGone }));
  }
  revalidatePath("/", "layout");
  return { status: "done", message: strings.product.added(quantity) };
}

/** Form fields: `itemId`, `quantity`, and `step` when one of the plus and minus buttons sent the form. Zero removes the item. */
export async function changeQuantity(_: Outcome, form: FormData): Promise<Outcome> {
  const id = await cartId();
  const itemId = text(form, "itemId");
  const quantity = Number(text(form, "quantity")) + Number(text(form, "step"));
  if (!id) return failed(strings.errors.cartGone);
  if (!itemId || !Number.isInteger(quantity) || quantity < 0 || quantity > maxQuantity) return failed(strings.errors.refused);
  try {
    if (quantity === 0) await removeItem(api(), id, itemId);
    else await setQuantity(api(), id, itemId, quantity);
  } catch (error) {
    return failed(messageFor(error, { "not-found": strings.errors.itemGone }));
  }
  revalidatePath("/", "layout");
  return { status: "done", message: strings.cart.updated };
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
