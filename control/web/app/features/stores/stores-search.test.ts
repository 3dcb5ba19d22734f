import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Store } from "../../api/types.ts";
import { findStores, readStoresSearch } from "./stores-search.ts";

const store = (name: string, more: Partial<Store> = {}): Store =>
  ({
    name,
    title: name,
    url: `http://${name}.localhost`,
    engine: "medusa",
    status: "Ready",
    owner: { id: "u", name: null, email: null },
    createdAt: "2026-01-01T00:00:00.000Z",
    provisionedSeconds: null,
    ...more,
  }) as Store;

describe("findStores", () => {
  const stores = [
    store("aurora", { title: "Aurora Outdoor", createdAt: "2026-01-02T00:00:00.000Z" }),
    store("bramble", { engine: "woocommerce", status: "Failed", provisionedSeconds: 60 }),
  ];
  const names = (search: Parameters<typeof findStores>[1]) => findStores(stores, search).map(({ name }) => name);

  test("finds every word anywhere, and filters and sorts", () => {
    expect(names({})).toEqual(["aurora", "bramble"]);
    expect(names({ q: "outdoor AURORA" })).toEqual(["aurora"]);
    expect(names({ q: "outdoor bramble" })).toEqual([]);
    expect(names({ status: "Failed" })).toEqual(["bramble"]);
    expect(names({ engine: "medusa" })).toEqual(["aurora"]);
    expect(names({ sort: "slowest" })).toEqual(["bramble", "aurora"]);
  });
});

describe("readStoresSearch", () => {
  test("takes any address without failing, and keeps only what it knows", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("q", "status", "engine", "sort", "view", "x"), fc.anything()), (search) => {
        expect(["table", undefined]).toContain(readStoresSearch(search).view);
        expect(Object.keys(readStoresSearch(search))).not.toContain("x");
      }),
    );
    expect(readStoresSearch({ view: "table", sort: "name", q: 7 })).toEqual({ view: "table", sort: "name", q: "7" });
    // Names that every object inherits are no orders either.
    for (const sort of ["__proto__", "constructor", "toString"]) expect(readStoresSearch({ sort })).toEqual({});
  });
});
