import { describe, expect, test } from "@jest/globals";
import { pickRegion } from "./region.ts";

const region = (id: string, currency_code: string, ...countries: string[]) => ({
  id,
  name: id,
  currency_code,
  countries: countries.map((iso_2) => ({ iso_2 })),
});

describe("pickRegion", () => {
  test("takes the region with the country and the currency", () => {
    expect(pickRegion([region("a", "usd", "de"), region("b", "eur", "fr", "de")], "DE", "EUR")?.id).toBe("b");
  });

  test("prefers the country to the currency", () => {
    expect(pickRegion([region("a", "eur", "fr"), region("b", "usd", "de")], "DE", "EUR")?.id).toBe("b");
  });

  test("finds nothing when no region sells to the country", () => {
    expect(pickRegion([region("a", "eur", "fr"), { id: "b", name: "b", currency_code: "eur" }], "DE", "EUR")).toBeUndefined();
  });
});
