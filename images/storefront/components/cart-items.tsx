import Link from "next/link";
import type { Shop } from "../server/shop.ts";
import { imageUrl } from "../shop/image-url.ts";
import { variantLabel } from "../shop/product.ts";
import { strings } from "../shop/strings.ts";
import { itemTotal } from "../shop/totals.ts";
import type { LineItem } from "../store-api/types.ts";
import styles from "./cart-items.module.css";
import { ProductImage } from "./product-image.tsx";
import { QuantityForm } from "./quantity-form.tsx";

export interface CartItemsProps {
  readonly items: readonly LineItem[];
  readonly shop: Shop;
  readonly currency: string;
}

/** The cart's lines with their quantities to change, oldest first. */
export function CartItems({ items, shop, currency }: CartItemsProps) {
  return (
    <ul className={styles.items}>
      {items.map((item) => (
        <CartItem key={item.id} item={item} shop={shop} currency={currency} />
      ))}
    </ul>
  );
}

function CartItem({ item, shop, currency }: { readonly item: LineItem; readonly shop: Shop; readonly currency: string }) {
  const title = item.product_title ?? "";
  const variant = variantLabel(item.variant_title);
  return (
    <li className={styles.item}>
      <div className={styles.picture}>
        <ProductImage src={imageUrl(item.thumbnail, shop.backendUrl)} title={title} alt="" />
      </div>
      <div className={styles.text}>
        {item.product_handle ? (
          <Link className={styles.title} href={`/products/${encodeURIComponent(item.product_handle)}`} prefetch={false}>
            {title}
          </Link>
        ) : (
          <span className={styles.title}>{title}</span>
        )}
        {variant && <span className="muted">{variant}</span>}
        {item.quantity > 1 && (
          <span className="muted">
            {shop.money(item.unit_price, currency)} {strings.cart.each}
          </span>
        )}
      </div>
      <p className={styles.price}>{shop.money(itemTotal(item), currency)}</p>
      <div className={styles.quantity}>
        <QuantityForm itemId={item.id} quantity={item.quantity} name={variant ? `${title}, ${variant}` : title} />
      </div>
    </li>
  );
}
