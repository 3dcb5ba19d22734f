import { expect, test } from "@jest/globals";
import { KeyCache } from "./key-cache.ts";

test("remembers a key for five seconds and no longer", () => {
  const cache = new KeyCache<string>();
  cache.set("a", "user", 0);
  expect(cache.get("a", 4_999)).toBe("user");
  expect(cache.get("a", 5_000)).toBeUndefined();
  expect(cache.get("b", 0)).toBeUndefined();
});

test("forgets the oldest of more than a thousand", () => {
  const cache = new KeyCache<number>();
  for (let index = 0; index <= 1000; index++) cache.set(`key ${index}`, index, 0);
  expect(cache.get("key 0", 1)).toBeUndefined();
  expect(cache.get("key 1", 1)).toBe(1);
  expect(cache.get("key 1000", 1)).toBe(1000);
});

test("forgets what it is told to, and nothing else", () => {
  const cache = new KeyCache<string>();
  cache.set("a", "one", 0);
  cache.set("b", "two", 0);
  cache.forget((value) => value === "one");
  expect([cache.get("a", 1), cache.get("b", 1)]).toEqual([undefined, "two"]);
});
