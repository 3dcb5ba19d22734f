/** The parts of Medusa's Store API replies that the shop reads. Amounts are in whole currency units. */

export interface Country {
  readonly iso_2: string;
}

export interface Region {
  readonly id: string;
  readonly name: string;
  readonly currency_code: string;
  readonly countries?: readonly Country[];
}

export interface CalculatedPrice {
  readonly calculated_amount: number | null;
  readonly original_amount: number | null;
}

export interface OptionValue {
  readonly option_id: string;
  readonly value: string;
}

export interface Variant {
  readonly id: string;
  readonly title?: string | null;
  readonly variant_rank?: number | null;
  readonly manage_inventory: boolean | null;
  readonly allow_backorder: boolean | null;
  readonly inventory_quantity?: number | null;
  readonly calculated_price?: CalculatedPrice | null;
  readonly options?: readonly OptionValue[] | null;
}

export interface ProductOption {
  readonly id: string;
  readonly title: string;
  readonly values?: readonly { readonly value: string }[];
}

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly subtitle?: string | null;
  readonly handle: string;
  readonly description?: string | null;
  readonly thumbnail: string | null;
  readonly images?: readonly { readonly id: string; readonly url: string; readonly rank?: number }[] | null;
  readonly options?: readonly ProductOption[] | null;
  readonly variants?: readonly Variant[] | null;
}

export interface ProductPage {
  readonly products: readonly Product[];
  /** How many there are in all, on every page. */
  readonly count: number;
}

export interface Address {
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly address_1: string | null;
  readonly address_2: string | null;
  readonly postal_code: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly country_code: string | null;
  readonly phone: string | null;
}

export interface LineItem {
  readonly id: string;
  readonly product_title: string | null;
  readonly product_handle: string | null;
  readonly variant_title: string | null;
  readonly thumbnail: string | null;
  readonly quantity: number;
  readonly unit_price: number;
  /** Without tax, before discounts. */
  readonly subtotal: number;
  /** With tax, before discounts. */
  readonly original_total: number;
  readonly requires_shipping: boolean;
  readonly is_tax_inclusive: boolean;
}

export interface ShippingMethod {
  readonly id: string;
  readonly name: string;
  /** On carts only. */
  readonly shipping_option_id?: string | null;
}

/** What carts and orders have in common. */
export interface Purchase {
  readonly id: string;
  readonly currency_code: string;
  readonly email: string | null;
  readonly items?: readonly LineItem[];
  readonly shipping_address?: Address | null;
  readonly shipping_methods?: readonly ShippingMethod[];
  readonly total: number;
  readonly tax_total: number;
  readonly item_subtotal: number;
  readonly shipping_subtotal: number;
  readonly discount_subtotal: number;
  readonly discount_total: number;
  readonly original_item_total: number;
  readonly original_shipping_total: number;
}

export interface Cart extends Purchase {
  readonly completed_at?: string | null;
  readonly payment_collection?: { readonly id: string } | null;
}

export interface Order extends Purchase {
  readonly display_id: number;
  readonly created_at: string;
}

export interface ShippingOption {
  readonly id: string;
  readonly name: string;
  readonly price_type: "flat" | "calculated";
  readonly amount: number | null;
  readonly insufficient_inventory?: boolean;
}

export type Completion =
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "cart"; readonly error: { readonly message: string; readonly type: string } };
