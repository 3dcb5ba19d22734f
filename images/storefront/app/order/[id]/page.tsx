import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AddressLines } from "../../../components/address-lines.tsx";
import { ButtonLink } from "../../../components/button-link.tsx";
import { PurchaseSummary } from "../../../components/purchase-summary.tsx";
import { api } from "../../../server/backend.ts";
import { orUnavailable, shop } from "../../../server/shop.ts";
import { strings } from "../../../shop/strings.ts";
import { findOrder } from "../../../store-api/carts.ts";
import styles from "./order.module.css";

export const metadata: Metadata = { title: strings.order.title, robots: { index: false } };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

/** The confirmation. Whoever has the address may read it: the id is long and random, and the backend's own API works the same way. */
export default async function OrderPage({ params }: PageProps) {
  const { id } = await params;
  const here = await shop();
  const order = /^order_\w{1,64}$/.test(id) ? await orUnavailable(findOrder(api(), id)) : undefined;
  if (!order) notFound();
  const placed = new Intl.DateTimeFormat(`en-${here.country}`, { dateStyle: "long" }).format(new Date(order.created_at));
  return (
    <>
      <div className={styles.thanks}>
        <p className={styles.mark} aria-hidden="true">
          ✓
        </p>
        <h1>{strings.order.heading}</h1>
        <p>
          <strong>{strings.order.number(order.display_id)}</strong> · {strings.order.placed(placed)}
        </p>
        {order.email && <p className="muted">{strings.order.mail(order.email)}</p>}
      </div>
      <div className={styles.columns}>
        <section className={styles.card}>
          <h2>{strings.order.items}</h2>
          <PurchaseSummary purchase={order} shop={here} />
        </section>
        <section className={styles.card}>
          <h2>{strings.order.sentTo}</h2>
          <AddressLines address={order.shipping_address} />
          {(order.shipping_methods ?? []).length > 0 && (
            <>
              <h2>{strings.order.delivery}</h2>
              <p>{order.shipping_methods?.map((method) => method.name).join(", ")}</p>
            </>
          )}
          <h2>{strings.order.payment}</h2>
          <p>{strings.checkout.payLater}</p>
        </section>
      </div>
      <p className={styles.continue}>
        <ButtonLink href="/">{strings.order.continue}</ButtonLink>
      </p>
    </>
  );
}
