import { describe, expect, test } from "@jest/globals";
import { isSameOrigin } from "./same-origin.ts";

describe("isSameOrigin", () => {
  test.each([
    ["http://shop.localhost", ["shop.localhost", null]],
    ["http://shop.localhost:8080", ["shop.localhost:8080", "shop.localhost:8080"]],
    ["https://shop.example.com", ["storefront:3000", "shop.example.com"]],
    ["https://shop.example.com:443", ["shop.example.com", null]],
    [null, ["shop.localhost", null]],
  ])("lets %s through to %j", (origin, hosts) => {
    expect(isSameOrigin(origin, hosts)).toBe(true);
  });

  test.each([
    ["http://evil.example", ["shop.localhost", "shop.localhost"]],
    ["http://shop.localhost:8081", ["shop.localhost:8080", null]],
    ["null", ["shop.localhost", null]],
    ["", ["", null]],
  ])("refuses %s for %j", (origin, hosts) => {
    expect(isSameOrigin(origin, hosts)).toBe(false);
  });
});
