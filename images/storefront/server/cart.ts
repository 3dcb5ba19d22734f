import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { createCart, findCart } from "../store-api/carts.ts";
import type { Cart } from "../store-api/types.ts";
import { api } from "./backend.ts";
import { orUnavailable } from "./shop.ts";

const cookieName = "cart";
const maxAgeSeconds = 30 * 24 * 3600;

/** The visitor's cart, asked for once a request. Undefined without a cart, or when it has become an order. */
export const currentCart = cache(async (): Promise<Cart | undefined> => {
  const id = await cartId();
  const cart = id ? await orUnavailable(findCart(api(), id)) : undefined;
  return cart?.completed_at ? undefined : cart;
});

/** The id in the visitor's cookie, whatever has become of the cart. */
export async function cartId(): Promise<string | undefined> {
  const id = (await cookies()).get(cookieName)?.value;
  return id && /^cart_\w{1,64}$/.test(id) ? id : undefined;
}

/** The id of a cart that can still be filled; makes one when needed. Only for server actions, because it sets the cookie. */
export async function openCartId(regionId: string): Promise<string> {
  const id = await cartId();
  const cart = id ? await findCart(api(), id) : undefined;
  if (cart && !cart.completed_at) return cart.id;
  const fresh = await createCart(api(), regionId);
  (await cookies()).set(cookieName, fresh, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    maxAge: maxAgeSeconds,
    secure: await cameByHttps(),
  });
  return fresh;
}

export async function forgetCart(): Promise<void> {
  (await cookies()).delete(cookieName);
}

// The ingress ends TLS and overwrites this header; nothing else can reach the shop.
async function cameByHttps(): Promise<boolean> {
  return (await headers()).get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}
