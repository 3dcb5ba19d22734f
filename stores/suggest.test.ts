import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { suggest } from "./suggest.ts";

test.each([
  ["currncy", "currency"],
  ["Title", "title"],
  ["ownr", "owner"],
])("%s most likely means %s", (typo, meant) => {
  expect(suggest(typo, ["title", "owner", "currency"])).toBe(meant);
});

test("a far word suggests nothing", () => {
  expect(suggest("wheelbarrow", ["title", "owner"])).toBeUndefined();
});

test("nothing is suggested from nothing", () => {
  expect(suggest("title", [])).toBeUndefined();
});

test("an allowed word suggests itself", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (word) => suggest(word, [word]) === word));
});
