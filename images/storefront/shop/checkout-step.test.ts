import { describe, expect, test } from "@jest/globals";
import type { Cart } from "../store-api/types.ts";
import { checkoutStep } from "./checkout-step.ts";

const address = {
  first_name: "Anna",
  last_name: "Berg",
  address_1: "Lindenallee 4",
  address_2: null,
  postal_code: "10115",
  city: "Berlin",
  province: null,
  country_code: "de",
  phone: null,
};

// The backend fills in the country of a one-country region before anything was typed.
const countryOnly = { ...address, first_name: null, last_name: null, address_1: null, postal_code: null, city: null };

const cart = (done: "nothing" | "address" | "delivery", requires_shipping = true) =>
  ({
    email: done === "nothing" ? null : "anna@example.com",
    shipping_address: done === "nothing" ? countryOnly : address,
    shipping_methods: done === "delivery" ? [{ id: "casm_1", name: "Post" }] : [],
    items: [{ requires_shipping }],
  }) as unknown as Cart;

describe("checkoutStep", () => {
  test.each([
    ["nothing", undefined, "address"],
    ["nothing", "review", "address"],
    ["address", undefined, "delivery"],
    ["address", "review", "delivery"],
    ["address", "address", "address"],
    ["delivery", undefined, "review"],
    ["delivery", "delivery", "delivery"],
    ["delivery", "address", "address"],
    ["delivery", "nonsense", "review"],
  ] as const)("with %s done, %s leads to %s", (done, asked, expected) => {
    expect(checkoutStep(cart(done), asked)).toBe(expected);
  });

  test("needs no delivery for goods that are not sent", () => {
    expect(checkoutStep(cart("address", false), undefined)).toBe("review");
  });
});
