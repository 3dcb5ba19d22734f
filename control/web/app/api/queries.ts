import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "./client.ts";
import type { AuditEntry, LogLine, Me, Operation, Revision, Store, StoreDetail, StoreEvent, System } from "./types.ts";

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const pageSize = 100;

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
    queryFn: ({ signal }) => request<StoreDetail>(storePath(name), { signal }),
  });

export const operationsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "operations"],
    queryFn: async ({ signal }) =>
      (
        await request<Page<Operation>>(`${storePath(name)}/operations`, {
          signal,
        })
      ).items,
  });

/** The newest events of a store, oldest first. */
export const eventsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "events"],
    queryFn: async ({ signal }) =>
      (
        await request<Page<StoreEvent>>(`${storePath(name)}/events?limit=100`, {
          signal,
        })
      ).items.toReversed(),
  });

export const logsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "logs"],
    queryFn: ({ signal }) =>
      request<{
        readonly operationId: string | null;
        readonly items: readonly LogLine[];
      }>(`${storePath(name)}/logs?limit=5000`, { signal }),
  });

export const historyQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "history"],
    queryFn: async ({ signal }) => (await request<Page<Revision>>(`${storePath(name)}/history`, { signal })).items,
  });

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => request<System>("/api/system", { signal }),
  refetchInterval: 10_000,
});

/** What of the audit log is shown. */
export interface AuditFilter {
  readonly target?: string;
  readonly action?: string;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ signal, pageParam }) => {
      const search = new URLSearchParams({
        limit: "50",
        ...filter,
        ...(pageParam !== null && { cursor: pageParam }),
      });
      return request<Page<AuditEntry>>(`/api/audit?${search}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Address of one store in the API. */
export function storePath(name: string): string {
  return `/api/stores/${encodeURIComponent(name)}`;
}

async function allPages<T>(path: string, signal: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const search = new URLSearchParams({
      limit: String(pageSize),
      ...(cursor !== null && { cursor }),
    });
    const page: Page<T> = await request<Page<T>>(`${path}?${search}`, {
      signal,
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
