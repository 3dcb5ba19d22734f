import type { LineItem, Purchase } from "../store-api/types.ts";
import { strings } from "./strings.ts";

export interface TotalRow {
  readonly label: string;
  /** undefined: not known yet */
  readonly amount: number | undefined;
}

export interface Totals {
  /** The rows above the total; they add up to it. */
  readonly rows: readonly TotalRow[];
  readonly total: number;
  /** Tax inside the prices above, when the shop shows prices with tax. Zero when tax has its own row. */
  readonly includedTax: number;
}

/**
 * How a cart or order adds up. Shops that enter prices with tax show every row with tax; others show rows without and tax as a row.
 *
 * @param delivery whether a way of delivery has been chosen: until then its price is unknown.
 */
export function totalsOf(purchase: Purchase, delivery: boolean): Totals {
  const inclusive = (purchase.items ?? []).every((item) => item.is_tax_inclusive);
  const items = inclusive ? purchase.original_item_total : purchase.item_subtotal;
  const shipping = inclusive ? purchase.original_shipping_total : purchase.shipping_subtotal;
  const discount = inclusive ? purchase.discount_total : purchase.discount_subtotal;
  const rows: TotalRow[] = [
    { label: strings.totals.items, amount: items },
    ...(discount > 0 ? [{ label: strings.totals.discount, amount: -discount }] : []),
    { label: strings.totals.delivery, amount: delivery ? shipping : undefined },
    ...(!inclusive && purchase.tax_total > 0 ? [{ label: strings.totals.tax, amount: purchase.tax_total }] : []),
  ];
  return { rows, total: purchase.total, includedTax: inclusive ? purchase.tax_total : 0 };
}

/** A line's price before discounts, with tax exactly when the shop shows prices with tax, so that the lines add up to the items row. */
export function itemTotal(item: LineItem): number {
  return item.is_tax_inclusive ? item.original_total : item.subtotal;
}
