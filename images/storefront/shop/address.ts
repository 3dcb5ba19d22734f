import type { Address } from "../store-api/types.ts";
import { strings } from "./strings.ts";

/** The fields of the address form in reading order. */
export const addressFields = [
  "email",
  "first_name",
  "last_name",
  "address_1",
  "address_2",
  "postal_code",
  "city",
  "province",
  "country_code",
  "phone",
] as const;

export type AddressField = (typeof addressFields)[number];
export type AddressValues = Readonly<Record<AddressField, string>>;
export type AddressErrors = Readonly<Partial<Record<AddressField, string>>>;

export type AddressResult =
  | { readonly ok: true; readonly email: string; readonly address: Address }
  | { readonly ok: false; readonly errors: AddressErrors };

const limits: Readonly<Record<AddressField, number>> = {
  email: 254,
  first_name: 80,
  last_name: 80,
  address_1: 120,
  address_2: 120,
  postal_code: 16,
  city: 80,
  province: 80,
  country_code: 2,
  phone: 32,
};

// Only countries whose form is fixed and well known; everywhere else any postcode is taken as it is.
const postalCodes: ReadonlyMap<string, { readonly form: RegExp; readonly example: string }> = new Map([
  ["at", { form: /^\d{4}$/, example: "1010" }],
  ["be", { form: /^\d{4}$/, example: "1000" }],
  ["ch", { form: /^\d{4}$/, example: "8001" }],
  ["de", { form: /^\d{5}$/, example: "10115" }],
  ["dk", { form: /^\d{4}$/, example: "1050" }],
  ["es", { form: /^\d{5}$/, example: "28001" }],
  ["fr", { form: /^\d{5}$/, example: "75001" }],
  ["it", { form: /^\d{5}$/, example: "00118" }],
  ["nl", { form: /^\d{4} ?[A-Za-z]{2}$/, example: "1012 AB" }],
  ["us", { form: /^\d{5}(-\d{4})?$/, example: "94103" }],
]);

const withoutPostalCode = new Set(["ae", "ao", "bs", "bz", "gh", "hk", "jm", "mo", "qa", "ug", "zw"]);
const withProvince = new Set(["au", "br", "ca", "in", "mx", "my", "us"]);

/** Takes the address fields out of submitted values, tidied: one line each, no outer or double spaces. */
export function addressValues(source: { get(name: string): unknown }): AddressValues {
  const tidy = (field: AddressField) => {
    const value = source.get(field);
    return typeof value === "string" ? value.replace(/[\p{Cc}\s]+/gu, " ").trim() : "";
  };
  return Object.fromEntries(addressFields.map((field) => [field, tidy(field)])) as Record<AddressField, string>;
}

/**
 * Checks an address form.
 *
 * @param countries where the shop sends to, ISO 3166-1 alpha-2 in small letters.
 * @returns the address, or what is wrong with each wrong field.
 */
export function checkAddress(values: AddressValues, countries: readonly string[]): AddressResult {
  const country = values.country_code.toLowerCase();
  const errors: Partial<Record<AddressField, string>> = {};
  for (const field of addressFields) {
    const error = fieldError(field, values[field], country, countries);
    if (error) errors[field] = error;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const { email, country_code: _, ...rest } = values;
  return { ok: true, email, address: { ...rest, country_code: country } };
}

/** Whether orders to that country must name a state or province. */
export function needsProvince(country: string): boolean {
  return withProvince.has(country.toLowerCase());
}

function fieldError(field: AddressField, value: string, country: string, countries: readonly string[]): string | undefined {
  const label = strings.fields[field];
  if (field === "country_code") return countries.includes(country) ? undefined : strings.fieldErrors.country;
  if (value === "") return isRequired(field, country) ? strings.fieldErrors.missing(label) : undefined;
  if (value.length > limits[field]) return strings.fieldErrors.tooLong(label, limits[field]);
  if (field === "email" && !/^[^\s@<>",;]+@[^\s@<>",;.]+(\.[^\s@<>",;.]+)+$/.test(value)) return strings.fieldErrors.email;
  if (field === "phone" && !/^\+?[\d\s()./-]{5,}$/.test(value)) return strings.fieldErrors.phone;
  const postal = postalCodes.get(country);
  if (field === "postal_code" && postal && !postal.form.test(value)) return strings.fieldErrors.postalCode(postal.example);
  return undefined;
}

function isRequired(field: AddressField, country: string): boolean {
  if (field === "address_2" || field === "phone") return false;
  if (field === "province") return withProvince.has(country);
  if (field === "postal_code") return !withoutPostalCode.has(country);
  return true;
}
