import type { Money } from "../server/shop.ts";
import { strings } from "../shop/strings.ts";
import type { Totals as TotalsData } from "../shop/totals.ts";
import styles from "./totals.module.css";

export interface TotalsProps {
  readonly totals: TotalsData;
  readonly money: Money;
  readonly currency: string;
}

export function Totals({ totals, money, currency }: TotalsProps) {
  return (
    <dl className={styles.totals}>
      {totals.rows.map(({ label, amount }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={amount === undefined ? styles.later : undefined}>
            {amount === undefined ? strings.totals.deliveryLater : money(amount, currency)}
          </dd>
        </div>
      ))}
      <div className={styles.total}>
        <dt>{strings.totals.total}</dt>
        <dd>
          {money(totals.total, currency)}
          {totals.includedTax > 0 && <small>{strings.totals.includesTax(money(totals.includedTax, currency))}</small>}
        </dd>
      </div>
    </dl>
  );
}
