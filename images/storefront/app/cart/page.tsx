import type { Metadata } from "next";
import { ButtonLink } from "../../components/button-link.tsx";
import { CartItems } from "../../components/cart-items.tsx";
import { Totals } from "../../components/totals.tsx";
import { currentCart } from "../../server/cart.ts";
import { shop } from "../../server/shop.ts";
import { hasDelivery } from "../../shop/checkout-step.ts";
import { strings } from "../../shop/strings.ts";
import { totalsOf } from "../../shop/totals.ts";
import styles from "./cart.module.css";

export const metadata: Metadata = { title: strings.cart.title, robots: { index: false } };

export default async function CartPage() {
  const here = await shop();
  const cart = await currentCart();
  if (!cart?.items?.length) {
    return (
      <div className="centred">
        <h1>{strings.cart.title}</h1>
        <p>{strings.cart.empty}</p>
        <ButtonLink href="/">{strings.cart.browse}</ButtonLink>
      </div>
    );
  }
  return (
    <>
      <h1>{strings.cart.title}</h1>
      <div className={styles.columns}>
        <CartItems items={cart.items} shop={here} currency={cart.currency_code} />
        <aside className={styles.summary}>
          <h2>{strings.checkout.summary}</h2>
          <Totals totals={totalsOf(cart, hasDelivery(cart))} money={here.money} currency={cart.currency_code} />
          <ButtonLink href="/checkout">{strings.cart.checkout}</ButtonLink>
        </aside>
      </div>
    </>
  );
}
