import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localPath } from "./local-path.ts";

describe("localPath", () => {
  test.each(["/", "/cart", "/products/%C3%B6l?variant=variant_1", "/?q=a%20b&page=2"])("keeps %s", (path) => {
    expect(localPath(path)).toBe(path);
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "cart",
    "",
    null,
    undefined,
    "/a\nb",
    "/a b",
    "javascript:alert(1)",
  ])("leads %j to the home page", (path) => {
    expect(localPath(path)).toBe("/");
  });

  test("never leads to another host", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("/", "\\", "a", ".", ":", "@", "?", "#", "\t", "é") }), (text) => {
        expect(new URL(localPath(text), "http://shop.localhost").host).toBe("shop.localhost");
      }),
    );
  });
});
