import { describe, expect, test } from "@jest/globals";
import type { Product, Variant } from "../store-api/types.ts";
import { available, chooseVariant, isSoldOut, optionChoices, productPrice, variantLabel, variantPrice } from "./product.ts";

const price = (amount: number | null, original = amount) => ({ calculated_amount: amount, original_amount: original });

const variant = (size: string, colour: string, stock: number, amount: number | null = 35): Variant => ({
  id: `${size}-${colour}`,
  title: `${size} / ${colour}`,
  manage_inventory: true,
  allow_backorder: false,
  inventory_quantity: stock,
  calculated_price: price(amount),
  options: [
    { option_id: "size", value: size },
    { option_id: "colour", value: colour },
  ],
});

const shirt = (variants: readonly Variant[]): Product => ({
  id: "shirt",
  title: "Shirt",
  handle: "shirt",
  thumbnail: null,
  variants,
  options: [
    { id: "size", title: "Size", values: [{ value: "S" }, { value: "M" }, { value: "L" }] },
    { id: "colour", title: "Colour", values: [{ value: "sand" }, { value: "ink" }] },
  ],
});

describe("available", () => {
  test.each([
    ["counted stock", {}, 7],
    ["no stock", { inventory_quantity: 0 }, 0],
    ["more reserved than there is", { inventory_quantity: -2 }, 0],
    ["unknown stock", { inventory_quantity: null }, 0],
    ["stock that is not counted", { manage_inventory: false, inventory_quantity: null }, 99],
    ["back orders", { allow_backorder: true, inventory_quantity: 0 }, 99],
    ["plenty", { inventory_quantity: 5000 }, 99],
    ["no price in this region", { calculated_price: null }, 0],
  ])("%s", (_, changes, expected) => {
    expect(available({ ...variant("S", "sand", 7), ...changes })).toBe(expected);
  });
});

describe("prices", () => {
  test("say what a reduced variant cost before", () => {
    expect(variantPrice({ ...variant("S", "sand", 1), calculated_price: price(14.5, 18.9) })).toEqual({ amount: 14.5, before: 18.9 });
  });

  test("may be zero, and may be missing", () => {
    expect(variantPrice(variant("S", "sand", 1, 0))).toEqual({ amount: 0, before: undefined });
    expect(variantPrice(variant("S", "sand", 1, null))).toBeUndefined();
  });

  test("of a product start with its cheapest variant", () => {
    const product = shirt([variant("L", "sand", 1, 39), variant("S", "sand", 1, 35), variant("M", "ink", 1, null)]);
    expect(productPrice(product)).toEqual({ amount: 35, before: undefined, varies: true });
    expect(productPrice(shirt([variant("S", "sand", 1), variant("M", "sand", 1)]))?.varies).toBe(false);
    expect(productPrice(shirt([]))).toBeUndefined();
  });
});

describe("choosing", () => {
  const product = shirt([variant("S", "sand", 0), variant("S", "ink", 4), variant("M", "sand", 0), variant("M", "ink", 2)]);

  test("starts with a variant that can be bought", () => {
    expect(chooseVariant(product, undefined)?.id).toBe("S-ink");
    expect(chooseVariant(product, "no-such-variant")?.id).toBe("S-ink");
  });

  test("keeps the variant that was asked for, sold out or not", () => {
    expect(chooseVariant(product, "M-sand")?.id).toBe("M-sand");
  });

  test("goes to the nearest variant with the value", () => {
    expect(optionChoices(product, variant("S", "ink", 4))).toEqual([
      {
        title: "Size",
        choices: [
          { value: "S", chosen: true, variantId: "S-ink", soldOut: false },
          { value: "M", chosen: false, variantId: "M-ink", soldOut: false },
          { value: "L", chosen: false, variantId: undefined, soldOut: true },
        ],
      },
      {
        title: "Colour",
        choices: [
          { value: "sand", chosen: false, variantId: "S-sand", soldOut: true },
          { value: "ink", chosen: true, variantId: "S-ink", soldOut: false },
        ],
      },
    ]);
  });

  test("is not offered where there is nothing to choose", () => {
    expect(optionChoices(shirt([variant("S", "sand", 1)]), variant("S", "sand", 1))).toEqual([]);
  });

  test("sold out means that no variant can be bought", () => {
    expect([isSoldOut(product), isSoldOut(shirt([variant("S", "sand", 0)])), isSoldOut(shirt([]))]).toEqual([false, true, true]);
  });

  test("the default variant has no name for shoppers", () => {
    expect(["Default variant", "Default", null, "", "M / ink"].map(variantLabel)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      "M / ink",
    ]);
  });
});
