import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AddressForm } from "../../components/address-form.tsx";
import { AddressLines } from "../../components/address-lines.tsx";
import { CheckoutSection } from "../../components/checkout-section.tsx";
import { DeliveryForm } from "../../components/delivery-form.tsx";
import { PlaceOrderForm } from "../../components/place-order-form.tsx";
import { PurchaseSummary } from "../../components/purchase-summary.tsx";
import { api } from "../../server/backend.ts";
import { currentCart } from "../../server/cart.ts";
import { countryName, orUnavailable, type Shop, shop } from "../../server/shop.ts";
import { addressValues } from "../../shop/address.ts";
import { checkoutStep, hasDelivery, needsDelivery } from "../../shop/checkout-step.ts";
import { manualPayment } from "../../shop/payment.ts";
import { strings } from "../../shop/strings.ts";
import { listPaymentProviders, listShippingOptions } from "../../store-api/carts.ts";
import type { Cart } from "../../store-api/types.ts";
import styles from "./checkout.module.css";

export const metadata: Metadata = { title: strings.checkout.title, robots: { index: false } };

interface PageProps {
  readonly searchParams: Promise<{ readonly step?: string | string[] }>;
}

interface StepProps {
  readonly cart: Cart;
  readonly shop: Shop;
}

/** The checkout on one page: done steps are summed up, one step is open, later ones wait. */
export default async function CheckoutPage({ searchParams }: PageProps) {
  const here = await shop();
  const cart = await currentCart();
  if (!cart?.items?.length) redirect("/cart");
  const { step: asked } = await searchParams;
  const step = checkoutStep(cart, Array.isArray(asked) ? asked[0] : asked);
  const props = { cart, shop: here };
  return (
    <>
      <h1>{strings.checkout.title}</h1>
      <div className={styles.columns}>
        <div>
          <CheckoutSection step="address" open={step} title={strings.checkout.address} form={<AddressStep {...props} />}>
            <AddressLines email={cart.email} address={cart.shipping_address} />
          </CheckoutSection>
          <CheckoutSection step="delivery" open={step} title={strings.checkout.delivery} form={<DeliveryStep {...props} />}>
            <p>{deliveryName(cart)}</p>
          </CheckoutSection>
          <CheckoutSection step="review" open={step} title={strings.checkout.review} form={<ReviewStep {...props} />} />
        </div>
        <aside className={styles.summary}>
          <h2>{strings.checkout.summary}</h2>
          <PurchaseSummary purchase={cart} shop={here} />
          <Link href="/cart" prefetch={false}>
            {strings.checkout.editCart}
          </Link>
        </aside>
      </div>
    </>
  );
}

function AddressStep({ cart, shop: here }: StepProps) {
  const countries = (here.region.countries ?? []).map(({ iso_2 }) => ({ code: iso_2, name: countryName(iso_2) }));
  const known = new Map(Object.entries({ ...cart.shipping_address, email: cart.email }));
  const values = addressValues(known);
  const country_code = values.country_code || here.country.toLowerCase();
  return <AddressForm values={{ ...values, country_code }} countries={countries.sort((a, b) => a.name.localeCompare(b.name))} />;
}

async function DeliveryStep({ cart, shop: here }: StepProps) {
  if (!needsDelivery(cart)) return <p>{strings.checkout.noDeliveryNeeded}</p>;
  const options = await orUnavailable(listShippingOptions(api(), cart.id));
  const chosen = cart.shipping_methods?.[0]?.shipping_option_id;
  const choices = options.map(({ id, name, amount }) => ({
    id,
    name,
    price: amount ? here.money(amount, cart.currency_code) : strings.checkout.free,
  }));
  const marked = choices.find(({ id }) => id === chosen) ?? choices[0];
  return <DeliveryForm choices={choices} chosen={marked?.id} />;
}

async function ReviewStep({ cart, shop: here }: StepProps) {
  const providers = await orUnavailable(listPaymentProviders(api(), here.region.id));
  if (!providers.includes(manualPayment)) return <p>{strings.checkout.noPayment}</p>;
  return <PlaceOrderForm total={cart.total} label={strings.checkout.placeOrder(here.money(cart.total, cart.currency_code))} />;
}

function deliveryName(cart: Cart): string {
  if (!needsDelivery(cart)) return strings.checkout.noDeliveryNeeded;
  return hasDelivery(cart) ? (cart.shipping_methods ?? []).map((method) => method.name).join(", ") : "";
}
