import type { OptionValue, Product, Variant } from "../store-api/types.ts";

/** The most of one thing that the shop lets somebody put into the cart at once. */
export const maxQuantity = 99;

export interface Price {
  readonly amount: number;
  /** What it cost before a price reduction. */
  readonly before: number | undefined;
}

/** How many of a variant can be bought now, at most `maxQuantity`. Zero is sold out, or not for sale in this region. */
export function available(variant: Variant): number {
  if (!variantPrice(variant)) return 0;
  if (!variant.manage_inventory || variant.allow_backorder) return maxQuantity;
  return Math.min(Math.max(variant.inventory_quantity ?? 0, 0), maxQuantity);
}

export function isSoldOut(product: Product): boolean {
  return !(product.variants ?? []).some((variant) => available(variant) > 0);
}

/** The price as the merchant entered it, with tax or without, as in the cart. Undefined when the variant has none in this region. */
export function variantPrice(variant: Variant): Price | undefined {
  const price = variant.calculated_price;
  const amount = price?.calculated_amount;
  if (amount === undefined || amount === null) return undefined;
  const original = price?.original_amount;
  return { amount, before: original && original > amount ? original : undefined };
}

/** The lowest price of the product, and whether other variants cost more. */
export function productPrice(product: Product): (Price & { readonly varies: boolean }) | undefined {
  const prices = (product.variants ?? []).flatMap((variant) => variantPrice(variant) ?? []);
  const lowest = prices.reduce<Price | undefined>((best, price) => (best && best.amount <= price.amount ? best : price), undefined);
  return lowest && { ...lowest, varies: prices.some((price) => price.amount !== lowest.amount) };
}

/** The variant that the shopper asked for, else the first that can be bought, else the first. */
export function chooseVariant(product: Product, wantedId: string | undefined): Variant | undefined {
  const variants = product.variants ?? [];
  return variants.find((variant) => variant.id === wantedId) ?? variants.find((variant) => available(variant) > 0) ?? variants[0];
}

export interface Choice {
  readonly value: string;
  readonly chosen: boolean;
  /** The variant to go to: this value, and as much of the present choice as exists with it. Undefined when no variant has the value. */
  readonly variantId: string | undefined;
  readonly soldOut: boolean;
}

export interface OptionChoices {
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** What can be chosen from the present variant, for products with more than one variant. */
export function optionChoices(product: Product, present: Variant): readonly OptionChoices[] {
  const variants = product.variants ?? [];
  if (variants.length < 2) return [];
  return (product.options ?? []).map((option) => ({
    title: option.title,
    choices: (option.values ?? []).map(({ value }) => {
      const target = nearest(variants, present, { option_id: option.id, value });
      return {
        value,
        chosen: has(present, { option_id: option.id, value }),
        variantId: target?.id,
        soldOut: !target || available(target) === 0,
      };
    }),
  }));
}

/** Tells a variant from its siblings; undefined for the only variant of a product, whose title says nothing to shoppers. */
export function variantLabel(title: string | null): string | undefined {
  return title && !/^default( variant| option value)?$/i.test(title) ? title : undefined;
}

function nearest(variants: readonly Variant[], present: Variant, wanted: OptionValue): Variant | undefined {
  const score = (variant: Variant) =>
    (present.options ?? []).filter((option) => has(variant, option)).length + (available(variant) > 0 ? 0.5 : 0);
  return variants
    .filter((variant) => has(variant, wanted))
    .reduce<Variant | undefined>((best, variant) => (best && score(best) >= score(variant) ? best : variant), undefined);
}

function has(variant: Variant, wanted: OptionValue): boolean {
  return (variant.options ?? []).some((option) => option.option_id === wanted.option_id && option.value === wanted.value);
}
