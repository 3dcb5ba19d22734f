import { describe, expect, test } from "@jest/globals";
import { proofAddress } from "./woocommerce-address.ts";

/** The forms that WooCommerce's WC_Validation::is_postcode checks. */
const forms: Readonly<Record<string, RegExp>> = {
  AT: /^\d{4}$/,
  BA: /^[78]\d{4}$/,
  BE: /^\d{4}$/,
  BR: /^\d{5}-?\d{3}$/,
  CA: /^[ABCEGHJKLMNPRSTVXY]\d[ABCEGHJKLMNPRSTVWXYZ] ?\d[ABCEGHJKLMNPRSTVWXYZ]\d$/,
  CH: /^\d{4}$/,
  CZ: /^\d{3} ?\d{2}$/,
  DE: /^(0[1-9]|[1-9]\d)\d{3}$/,
  DK: /^([1-24-9]\d{3}|3[0-8]\d{2})$/,
  EE: /^\d{5}$/,
  ES: /^\d{5}$/,
  FI: /^\d{5}$/,
  FR: /^\d{5}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/,
  HU: /^\d{4}$/,
  IE: /^([AC-FHKNPRTV-Y]\d{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}$/,
  IN: /^[1-9]\d{2} ?\d{3}$/,
  IT: /^\d{5}$/,
  JP: /^\d{3}-?\d{4}$/,
  LI: /^94[89]\d$/,
  NL: /^[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}$/,
  NO: /^\d{4}$/,
  PL: /^\d{2}-\d{3}$/,
  PR: /^\d{5}$/,
  PT: /^\d{4}-\d{3}$/,
  SE: /^\d{3} ?\d{2}$/,
  SI: /^[1-9]\d{3}$/,
  SK: /^\d{3} ?\d{2}$/,
  US: /^\d{5}$/,
};

describe("proofAddress", () => {
  test.each(Object.entries(forms))("has a postal code that %s accepts", (country, form) => {
    expect(proofAddress(country, "").postcode).toMatch(form);
  });

  test("takes over country and state", () => {
    expect(proofAddress("US", "AL")).toMatchObject({ country: "US", state: "AL", postcode: "10115" });
  });
});
