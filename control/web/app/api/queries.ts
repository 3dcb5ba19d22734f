import { queryOptions } from "@tanstack/react-query";
import { request } from "./client.ts";
import type { LogLine, Me, Operation, Revision, Store, StoreEvent } from "./types.ts";

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const pageSize = 200;

/** Who is signed in, with the quota. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => request<Me>("/api/me", { signal }),
  staleTime: 30_000,
});

/** Every store that the user may see. They are few enough to filter and sort at once on the page. */
export const storesQuery = queryOptions({
  queryKey: ["stores"],
  queryFn: ({ signal }) => allPages<Store>("/api/stores", signal),
});

export const storeQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name],
    queryFn: ({ signal }) => request<Store>(storePath(name), { signal }),
  });

export const operationsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "operations"],
    queryFn: async ({ signal }) => (await request<Page<Operation>>(`${storePath(name)}/operations`, { signal })).items,
  });

export const eventsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "events"],
    queryFn: ({ signal }) => allPages<StoreEvent>(`${storePath(name)}/events`, signal),
  });

export const logsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "logs"],
    queryFn: ({ signal }) => allPages<LogLine>(`${storePath(name)}/logs`, signal),
  });

export const historyQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "history"],
    queryFn: async ({ signal }) => (await request<Page<Revision>>(`${storePath(name)}/history`, { signal })).items,
  });

/** Address of one store in the API. */
export function storePath(name: string): string {
  return `/api/stores/${encodeURIComponent(name)}`;
}

async function allPages<T>(path: string, signal: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const search = new URLSearchParams({ limit: String(pageSize), ...(cursor !== null && { cursor }) });
    const page: Page<T> = await request<Page<T>>(`${path}?${search}`, { signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
