import type { Money } from "../server/shop.ts";
import type { Price } from "../shop/product.ts";
import { strings } from "../shop/strings.ts";
import styles from "./price.module.css";

export interface PriceTagProps {
  readonly price: (Price & { readonly varies?: boolean }) | undefined;
  readonly money: Money;
}

/** A price, with what it was before and "from" where variants cost more. */
export function PriceTag({ price, money }: PriceTagProps) {
  if (!price) return <span className={styles.none}>{strings.product.noPrice}</span>;
  return (
    <span className={styles.price}>
      {price.varies && <span className={styles.from}>{strings.list.from} </span>}
      {money(price.amount)}
      {price.before !== undefined && (
        <s className={styles.before}>
          <span className="visually-hidden">{strings.product.priceWas} </span>
          {money(price.before)}
        </s>
      )}
    </span>
  );
}
