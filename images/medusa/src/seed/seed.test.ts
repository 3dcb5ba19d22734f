import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sampleProducts, shippingPrice } from "./catalogue.js";
import { maxSampleProducts, readEnvironment } from "./environment.js";
import { samplePicture } from "./picture.js";

const good = {
  STORE_TITLE: " Bean & Leaf ",
  STORE_CURRENCY: "EUR",
  STORE_COUNTRY: "DE",
  STORE_SAMPLE_PRODUCTS: "3",
  ADMIN_EMAIL: "admin@example.com",
  ADMIN_PASSWORD: "correct horse",
  MEDUSA_PUBLISHABLE_KEY: `pk_${"0a".repeat(32)}`,
};

describe("the seed's environment", () => {
  test("is read into what Medusa wants", () => {
    expect(readEnvironment(good)).toEqual({
      title: "Bean & Leaf",
      currency: "eur",
      country: "de",
      sampleProducts: 3,
      admin: { email: "admin@example.com", password: "correct horse" },
      publishableKey: good.MEDUSA_PUBLISHABLE_KEY,
    });
  });

  test.each([
    ["true", 6],
    ["false", 0],
    ["0", 0],
    ["50", 50],
    ["", 6],
    [undefined, 6],
  ])("STORE_SAMPLE_PRODUCTS=%s means %i", (value, count) => {
    expect(readEnvironment({ ...good, STORE_SAMPLE_PRODUCTS: value }).sampleProducts).toBe(count);
  });

  test("refuses with every missing variable at once", () => {
    expect(() => readEnvironment({})).toThrow(
      [
        "the seed cannot start:",
        "  - STORE_TITLE is not set; set the shop's title",
        "  - STORE_CURRENCY is not set; set an ISO 4217 code such as EUR",
        "  - STORE_COUNTRY is not set; set an ISO 3166-1 code such as DE",
        "  - ADMIN_EMAIL is not set; set an e-mail address",
        "  - ADMIN_PASSWORD is not set; set at least 8 characters",
        "  - MEDUSA_PUBLISHABLE_KEY is not set; set pk_ and 64 hexadecimal digits",
      ].join("\n"),
    );
  });

  test.each([
    ["STORE_TITLE", "  "],
    ["STORE_CURRENCY", "EURO"],
    ["STORE_COUNTRY", "ZZZ"],
    ["STORE_COUNTRY", "QQ"],
    ["STORE_SAMPLE_PRODUCTS", "51"],
    ["STORE_SAMPLE_PRODUCTS", "-1"],
    ["STORE_SAMPLE_PRODUCTS", "1.5"],
    ["ADMIN_EMAIL", "admin"],
  ])("refuses %s=%j, naming the value", (name, value) => {
    expect(() => readEnvironment({ ...good, [name]: value })).toThrow(`${name} is "${value}"; set `);
  });

  test.each([
    ["ADMIN_PASSWORD", "short"],
    ["MEDUSA_PUBLISHABLE_KEY", "pk_secret"],
  ])("refuses a wrong %s without showing it", (name, value) => {
    let message = "";
    try {
      readEnvironment({ ...good, [name]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(`${name} is wrong; set `);
    expect(message).not.toContain(value);
  });
});

describe("sample products", () => {
  test("start with a mug for 12, so that two with shipping cost 29", () => {
    const [first] = sampleProducts(1, "eur");
    expect(first).toEqual({
      title: "Classic mug",
      handle: "classic-mug",
      sku: "SAMPLE-CLASSIC-MUG",
      description: "Holds 300 ml, goes into the dishwasher. A sample product: change it or delete it.",
      picture: "/uploads/samples/classic-mug.svg",
      price: 12,
      weight: 400,
      stock: 1000,
    });
    expect(2 * first!.price + shippingPrice("eur")).toBe(29);
  });

  test("have their own handle and SKU, and a larger count only adds", () => {
    const all = sampleProducts(maxSampleProducts, "eur");
    expect(all).toHaveLength(maxSampleProducts);
    expect(new Set(all.map(({ handle }) => handle)).size).toBe(maxSampleProducts);
    expect(new Set(all.map(({ sku }) => sku)).size).toBe(maxSampleProducts);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: maxSampleProducts }), (count) => {
        expect(sampleProducts(count, "eur")).toEqual(all.slice(0, count));
      }),
    );
  });

  test("have whole prices in currencies without decimals", () => {
    expect(sampleProducts(2, "jpy").map(({ price }) => price)).toEqual([1200, 900]);
    expect(shippingPrice("jpy")).toBe(500);
  });
});

test("a sample picture is the same SVG for the same name, and holds nothing of the name", () => {
  expect(samplePicture("classic-mug")).toBe(samplePicture("classic-mug"));
  expect(samplePicture("classic-mug")).not.toBe(samplePicture("classic-cap"));
  expect(samplePicture("<script>")).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>(<(rect|g|circle|path)\b[^>]*>|<\/g>)*<\/svg>$/,
  );
});
