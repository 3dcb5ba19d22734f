import type { Shop } from "../server/shop.ts";
import { hasDelivery } from "../shop/checkout-step.ts";
import { imageUrl } from "../shop/image-url.ts";
import { variantLabel } from "../shop/product.ts";
import { itemTotal, totalsOf } from "../shop/totals.ts";
import type { Purchase } from "../store-api/types.ts";
import { ProductImage } from "./product-image.tsx";
import styles from "./purchase-summary.module.css";
import { Totals } from "./totals.tsx";

export interface PurchaseSummaryProps {
  readonly purchase: Purchase;
  readonly shop: Shop;
}

/** What is in a cart or order and how it adds up. */
export function PurchaseSummary({ purchase, shop }: PurchaseSummaryProps) {
  return (
    <>
      <ul className={styles.items}>
        {(purchase.items ?? []).map((item) => (
          <li className={styles.item} key={item.id}>
            <span className={styles.picture}>
              <ProductImage src={imageUrl(item.thumbnail, shop.backendUrl)} title={item.product_title ?? ""} alt="" />
            </span>
            <span className={styles.text}>
              <span>
                {item.quantity} × {item.product_title}
              </span>
              <span className="muted">{variantLabel(item.variant_title)}</span>
            </span>
            <span className={styles.price}>{shop.money(itemTotal(item), purchase.currency_code)}</span>
          </li>
        ))}
      </ul>
      <Totals totals={totalsOf(purchase, hasDelivery(purchase))} money={shop.money} currency={purchase.currency_code} />
    </>
  );
}
