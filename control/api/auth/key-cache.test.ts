import { setImmediate as settled } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { KeyCache } from "./key-cache.ts";

let now = 0;
let asked: string[] = [];
let users: Record<string, string | Error> = {};
let cache: KeyCache<string>;
beforeEach(() => {
  [now, asked, users] = [0, [], { a: "ada", b: "bob" }];
  cache = new KeyCache(
    async (key) => {
      asked.push(key);
      const user = users[key];
      if (user instanceof Error) throw user;
      return user;
    },
    () => now,
  );
});

describe("KeyCache", () => {
  test("asks once for many at the same time, and not again while the answer is young", async () => {
    expect(await Promise.all([cache.get("a"), cache.get("a"), cache.get("b")])).toEqual(["ada", "ada", "bob"]);
    now = 3_999;
    expect(await cache.get("a")).toBe("ada");
    expect(asked).toEqual(["a", "b"]);
  });

  test("asks beside the request before a key in use grows old", async () => {
    await cache.get("a");
    [now, users] = [4_000, { a: "anna" }];
    expect(await cache.get("a")).toBe("ada");
    await settled();
    expect(await cache.get("a")).toBe("anna");
    expect(asked).toEqual(["a", "a"]);
    now = 8_999;
    expect(await cache.get("a")).toBe("anna");
  });

  test("ends a revoked key when it is asked about, and after five seconds at the latest", async () => {
    await cache.get("a");
    [now, users] = [4_000, {}];
    expect(await cache.get("a")).toBe("ada");
    await settled();
    expect(await cache.get("a")).toBeUndefined();

    [now, users] = [10_000, { b: "bob" }];
    await cache.get("b");
    [now, users] = [15_000, {}];
    expect(await cache.get("b")).toBeUndefined();
  });

  test("keeps a good key when asking fails, and tells the error once it is old", async () => {
    await cache.get("a");
    [now, users] = [4_000, { a: new Error("the database is away") }];
    expect(await cache.get("a")).toBe("ada");
    await settled();
    expect(await cache.get("a")).toBe("ada");
    now = 5_000;
    await expect(cache.get("a")).rejects.toThrow("the database is away");
    users = { a: "ada" };
    expect(await cache.get("a")).toBe("ada");
  });

  test("remembers no key that is not good", async () => {
    expect(await cache.get("x")).toBeUndefined();
    users = { x: "xenia" };
    expect(await cache.get("x")).toBe("xenia");
  });

  test("forgets the oldest of more than a thousand", async () => {
    for (let index = 0; index <= 1000; index++) users[`key ${index}`] = `user ${index}`;
    for (let index = 0; index <= 1000; index++) await cache.get(`key ${index}`);
    asked = [];
    await cache.get("key 1");
    await cache.get("key 0");
    expect(asked).toEqual(["key 0"]);
  });

  test("forgets what it is told to, and nothing else", async () => {
    await Promise.all([cache.get("a"), cache.get("b")]);
    cache.forget((user) => user === "ada");
    users = {};
    expect(await Promise.all([cache.get("a"), cache.get("b")])).toEqual([undefined, "bob"]);
  });

  test("does not keep an answer from before it was told to forget", async () => {
    const before = cache.get("a");
    cache.forget((user) => user === "ada");
    users = { a: "anna" };
    expect(await before).toBe("ada");
    expect(await cache.get("a")).toBe("anna");
  });
});
