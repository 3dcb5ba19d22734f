import type { Store, StoreStatus } from "../../api/types.ts";

/** Orders that the list offers, by name. */
export const sortOrders = {
  newest: (a, b) => (b.createdAt ?? "").localeCompare(a.createdAt ?? ""),
  oldest: (a, b) => (a.createdAt ?? "").localeCompare(b.createdAt ?? ""),
  name: (a, b) => a.name.localeCompare(b.name),
  status: (a, b) => a.status.localeCompare(b.status) || a.name.localeCompare(b.name),
  slowest: (a, b) => (b.provisionedSeconds ?? -1) - (a.provisionedSeconds ?? -1),
} satisfies Record<string, (a: Store, b: Store) => number>;

export type SortOrder = keyof typeof sortOrders;

/** What the list shows; kept in the address, so that it can be linked and goes back. Absent fields are at their default. */
export interface StoresSearch {
  readonly q?: string;
  readonly status?: StoreStatus;
  readonly engine?: string;
  /** @default "newest" */
  readonly sort?: SortOrder;
  /** @default "cards" */
  readonly view?: "table";
}

/** Reads the search part of an address; what it does not know is left out. */
export function readStoresSearch(search: Record<string, unknown>): StoresSearch {
  const text = (key: string) => (typeof search[key] === "string" && search[key] !== "" ? search[key] : undefined);
  const q = typeof search.q === "number" ? String(search.q) : text("q");
  const [status, engine, sort] = [text("status"), text("engine"), text("sort")];
  return {
    ...(q !== undefined && { q }),
    ...(status !== undefined && { status: status as StoreStatus }),
    ...(engine !== undefined && { engine }),
    ...(sort !== undefined && Object.hasOwn(sortOrders, sort) && sort !== "newest" && { sort: sort as SortOrder }),
    ...(search.view === "table" && { view: "table" as const }),
  };
}

/** The stores that a search leaves, in its order. */
export function findStores(stores: readonly Store[], search: StoresSearch): readonly Store[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return stores
    .filter((store) => search.status === undefined || store.status === search.status)
    .filter((store) => search.engine === undefined || store.engine === search.engine)
    .filter((store) => {
      const text = `${store.name} ${store.title} ${store.url} ${store.owner.name ?? ""} ${store.owner.email ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(sortOrders[search.sort ?? "newest"]);
}
