import { describe, expect, test } from "@jest/globals";
import { formatMoney } from "./money.ts";

describe("formatMoney", () => {
  test.each([
    [12, "eur", "DE", "€12.00"],
    [1249.5, "EUR", "de", "€1,249.50"],
    [-3.1, "eur", "DE", "-€3.10"],
    [1234, "jpy", "JP", "¥1,234"],
    [9.99, "usd", "US", "$9.99"],
    [9.99, "usd", "CA", "US$9.99"],
    [0, "gbp", "GB", "£0.00"],
    [1.005, "bhd", "BH", "BHD 1.005"],
  ])("%d %s in %s is %s", (amount, currency, country, expected) => {
    expect(formatMoney(amount, currency, country).replace(/\u00a0/g, " ")).toBe(expected);
  });
});
