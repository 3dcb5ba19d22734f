"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { api, shopState } from "../server/backend.ts";
import { cartId, forgetCart } from "../server/cart.ts";
import { type AddressErrors, type AddressValues, addressValues, checkAddress } from "../shop/address.ts";
import { checkoutStep } from "../shop/checkout-step.ts";
import { manualPayment } from "../shop/payment.ts";
import { strings } from "../shop/strings.ts";
import { completeCart, findCart, setAddress, setShippingMethod, startPayment } from "../store-api/carts.ts";
import { StoreApiError } from "../store-api/errors.ts";
import type { Cart, Completion } from "../store-api/types.ts";
import { failed, messageFor, type Outcome } from "./outcome.ts";

export interface AddressState {
  readonly values: AddressValues;
  readonly errors: AddressErrors;
  /** What went wrong apart from single fields. */
  readonly message?: string;
}

/** Form fields: those of the address. Goes on to the delivery step, or stays with what to correct. */
export async function saveAddress(_: AddressState, form: FormData): Promise<AddressState> {
  const values = addressValues(form);
  const state = await shopState();
  if (!state.ok) return { values, errors: {}, message: strings.errors.unavailable };
  const countries = (state.region.countries ?? []).map((country) => country.iso_2);
  const result = checkAddress(values, countries);
  if (!result.ok) return { values, errors: result.errors };
  const id = await cartId();
  if (!id) redirect("/cart");
  try {
    await setAddress(api(), id, result.email, result.address);
  } catch (error) {
    return { values, errors: {}, message: messageFor(error) };
  }
  revalidatePath("/", "layout");
  redirect("/checkout?step=delivery");
}

/** Form field: `optionId`. Goes on to the review step. */
export async function saveDelivery(_: Outcome, form: FormData): Promise<Outcome> {
  const optionId = form.get("optionId");
  if (typeof optionId !== "string" || optionId === "") return failed(strings.errors.choose);
  const id = await cartId();
  if (!id) redirect("/cart");
  try {
    await setShippingMethod(api(), id, optionId);
  } catch (error) {
    return failed(messageFor(error));
  }
  revalidatePath("/", "layout");
  redirect("/checkout?step=review");
}

/** Form field: `total`, as the shopper saw it. Places the order and goes to its confirmation. */
export async function placeOrder(_: Outcome, form: FormData): Promise<Outcome> {
  const id = await cartId();
  if (!id) redirect("/cart");
  let completion: Completion;
  try {
    const cart = await findCart(api(), id);
    if (!cart) return failed(strings.errors.cartGone);
    const objection = cart.completed_at ? undefined : await preparePayment(cart, form.get("total"));
    if (objection) return failed(objection);
    completion = await complete(id);
  } catch (error) {
    if (error instanceof UnknownOutcome) return failed(strings.errors.orderUnknown);
    return failed(messageFor(error, { "out-of-stock": strings.errors.soldOutMeanwhile, refused: strings.errors.orderRefused }));
  }
  if (completion.type === "cart") {
    console.error(JSON.stringify({ level: "warn", event: "order-refused", cart: id, reason: completion.error.message }));
    return failed(strings.errors.orderRefused);
  }
  await forgetCart();
  revalidatePath("/", "layout");
  redirect(`/order/${completion.order.id}`);
}

/** The cart may already have become an order although the answer was lost. */
class UnknownOutcome extends Error {}

// Shoppers agree to the total that they saw, and the cart may have changed in another tab since.
async function preparePayment(cart: Cart, seenTotal: unknown): Promise<string | undefined> {
  if (String(cart.total) !== seenTotal) return strings.errors.totalChanged;
  if (checkoutStep(cart, "review") !== "review") redirect("/checkout");
  await startPayment(api(), cart, manualPayment);
  return undefined;
}

async function complete(id: string): Promise<Completion> {
  try {
    return await completeCart(api(), id);
  } catch (error) {
    if (error instanceof StoreApiError && error.kind === "unavailable") throw new UnknownOutcome(error.message, { cause: error });
    throw error;
  }
}
