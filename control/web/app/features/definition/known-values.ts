import type { SpecField } from "./spec-fields.ts";

/** An entry of a selection list. */
export interface KnownValue {
  readonly value: string;
  readonly label: string;
}

/** Values to choose from, where the schema or an international standard lists them. */
export function knownValues(field: SpecField): readonly KnownValue[] | undefined {
  if (field.choices !== undefined) return field.choices.map((value) => ({ value, label: value }));
  if (field.path === "currency") return named("currency", Intl.supportedValuesOf("currency"));
  if (field.path === "country") return named("region", regionCodes());
  return undefined;
}

function named(type: "currency" | "region", codes: readonly string[]): readonly KnownValue[] {
  const names = new Intl.DisplayNames("en", { type, fallback: "none" });
  return codes
    .flatMap((value) => {
      const name = names.of(value);
      return name === undefined ? [] : [{ value, label: type === "currency" ? `${value} – ${name}` : name }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** ISO 3166-1 codes that browsers name although they are no countries. */
const noCountries = new Set(["EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"]);

function regionCodes(): readonly string[] {
  return letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !noCountries.has(code));
}
