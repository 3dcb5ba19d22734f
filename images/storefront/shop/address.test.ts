import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type AddressValues, addressFields, addressValues, checkAddress, needsProvince } from "./address.ts";
import { strings } from "./strings.ts";

const good: AddressValues = {
  email: "anna@example.com",
  first_name: "Anna",
  last_name: "Berg",
  address_1: "Lindenallee 4",
  address_2: "",
  postal_code: "10115",
  city: "Berlin",
  province: "",
  country_code: "de",
  phone: "",
};

const errorsOf = (changes: Partial<AddressValues>, countries = ["de", "us", "hk", "ie"]) => {
  const result = checkAddress({ ...good, ...changes }, countries);
  return result.ok ? {} : result.errors;
};

describe("addressValues", () => {
  test("tidies what was typed and fills in what was not sent", () => {
    const form = new Map<string, unknown>([
      ["email", "  anna@example.com "],
      ["city", "Bad\r\n  Homburg"],
      ["phone", { name: "a file" }],
      ["role", "admin"],
    ]);
    expect(addressValues(form)).toEqual({
      ...Object.fromEntries(addressFields.map((field) => [field, ""])),
      email: "anna@example.com",
      city: "Bad Homburg",
    });
  });
});

describe("checkAddress", () => {
  test("gives the e-mail and the address apart, the country in small letters", () => {
    const { email, ...address } = good;
    expect(checkAddress({ ...good, country_code: "DE" }, ["de"])).toEqual({ ok: true, email, address });
  });

  test("reports every wrong field at once", () => {
    const empty = Object.fromEntries(addressFields.map((field) => [field, ""])) as AddressValues;
    expect(checkAddress(empty, ["de"])).toEqual({
      ok: false,
      errors: {
        email: "E-mail is missing.",
        first_name: "First name is missing.",
        last_name: "Last name is missing.",
        address_1: "Street and number is missing.",
        postal_code: "Postcode is missing.",
        city: "Town or city is missing.",
        country_code: "Choose a country from the list.",
      },
    });
  });

  test.each([
    "anna",
    "anna@",
    "@example.com",
    "anna@example",
    "anna@ex ample.com",
    "a@b@example.com",
    "anna@example..com",
    '"a,b"@example.com',
  ])("refuses the e-mail address %j", (email) => {
    expect(errorsOf({ email })).toEqual({ email: "Enter an e-mail address such as anna@example.com." });
  });

  test.each(["a@b.de", "anna.berg+shop@mail.example.co.uk", "o'neil@example.com", "jörg@müller.example"])(
    "accepts the e-mail address %s",
    (email) => {
      expect(errorsOf({ email })).toEqual({});
    },
  );

  test("refuses a country that the shop does not send to", () => {
    expect(errorsOf({ country_code: "fr" })).toEqual({ country_code: "Choose a country from the list." });
  });

  test.each([
    ["de", "1011", "Enter a postcode such as 10115."],
    ["us", "1011", "Enter a postcode such as 94103."],
    ["de", "", "Postcode is missing."],
  ])("refuses in %s the postcode %j", (country_code, postal_code, expected) => {
    expect(errorsOf({ country_code, postal_code, province: "CA" })).toEqual({ postal_code: expected });
  });

  test.each([
    ["us", "94103-1234"],
    ["hk", ""],
    ["ie", "D02 AF30"],
  ])("accepts in %s the postcode %j", (country_code, postal_code) => {
    expect(errorsOf({ country_code, postal_code, province: "CA" })).toEqual({});
  });

  test("asks for a state where addresses need one", () => {
    expect(errorsOf({ country_code: "us", postal_code: "94103" })).toEqual({ province: "State or province is missing." });
    expect([needsProvince("US"), needsProvince("de")]).toEqual([true, false]);
  });

  test("refuses what is too long, and odd phone numbers", () => {
    expect(errorsOf({ city: "x".repeat(81), phone: "call me" })).toEqual({
      city: "Town or city is longer than 80 characters.",
      phone: "Enter a phone number with digits, spaces and + only.",
    });
    expect(errorsOf({ phone: "+49 (0)30 123-45" })).toEqual({});
  });

  test("takes no country from what every object inherits", () => {
    expect(errorsOf({ country_code: "constructor" })).toEqual({ country_code: strings.fieldErrors.country });
  });

  test("answers any input without failing, and quickly", () => {
    const values = fc.record(Object.fromEntries(addressFields.map((field) => [field, fc.string({ maxLength: 300 })])));
    fc.assert(fc.property(values, (input) => typeof checkAddress(input as AddressValues, ["de"]).ok === "boolean"));
    const started = performance.now();
    checkAddress({ ...good, email: `a@${"a.".repeat(120)}` }, ["de"]);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
