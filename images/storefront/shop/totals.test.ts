import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { LineItem, Purchase } from "../store-api/types.ts";
import { itemTotal, totalsOf } from "./totals.ts";

const item = (is_tax_inclusive: boolean): LineItem => ({
  id: "cali_1",
  product_title: "Mug",
  product_handle: "mug",
  variant_title: null,
  thumbnail: null,
  quantity: 2,
  unit_price: 10,
  subtotal: 20,
  original_total: 23.8,
  requires_shipping: true,
  is_tax_inclusive,
});

const purchase = (inclusive: boolean, changes: Partial<Purchase> = {}): Purchase => ({
  id: "cart_1",
  currency_code: "eur",
  email: null,
  items: [item(inclusive)],
  total: 29.75,
  tax_total: 4.75,
  item_subtotal: 20,
  shipping_subtotal: 5,
  discount_subtotal: 0,
  discount_total: 0,
  original_item_total: 23.8,
  original_shipping_total: 5.95,
  ...changes,
});

describe("totalsOf", () => {
  test("shows prices with tax where they are entered with tax", () => {
    expect(totalsOf(purchase(true), true)).toEqual({
      rows: [
        { label: "Items", amount: 23.8 },
        { label: "Delivery", amount: 5.95 },
      ],
      total: 29.75,
      includedTax: 4.75,
    });
  });

  test("shows tax as a row where prices are entered without", () => {
    expect(totalsOf(purchase(false), true)).toEqual({
      rows: [
        { label: "Items", amount: 20 },
        { label: "Delivery", amount: 5 },
        { label: "Tax", amount: 4.75 },
      ],
      total: 29.75,
      includedTax: 0,
    });
  });

  test("leaves delivery open until it is chosen, and has no row for no tax", () => {
    expect(totalsOf(purchase(false, { tax_total: 0, total: 20, shipping_subtotal: 0 }), false).rows).toEqual([
      { label: "Items", amount: 20 },
      { label: "Delivery", amount: undefined },
    ]);
  });

  test("takes discounts off", () => {
    expect(totalsOf(purchase(true, { discount_total: 2.38, discount_subtotal: 2, total: 27.37 }), true).rows[1]).toEqual({
      label: "Discount",
      amount: -2.38,
    });
  });

  test("the rows add up to the total", () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(cents, cents, cents, fc.boolean(), (items, shipping, discount, inclusive) => {
        const tax = (net: number) => Math.round(net * 0.19);
        const total = items + shipping - discount + tax(items) + tax(shipping) - tax(discount);
        const { rows } = totalsOf(
          purchase(inclusive, {
            item_subtotal: items,
            shipping_subtotal: shipping,
            discount_subtotal: discount,
            original_item_total: items + tax(items),
            original_shipping_total: shipping + tax(shipping),
            discount_total: discount + tax(discount),
            tax_total: tax(items) + tax(shipping) - tax(discount),
            total,
          }),
          true,
        );
        fc.pre(tax(items) + tax(shipping) >= tax(discount));
        expect(rows.reduce((sum, row) => sum + (row.amount ?? 0), 0)).toBe(total);
      }),
    );
  });
});

describe("itemTotal", () => {
  test("follows the items row", () => {
    expect([itemTotal(item(true)), itemTotal(item(false))]).toEqual([23.8, 20]);
  });
});
