import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client.ts";
import type { AuditAction, AuditEntry, Store } from "./types.ts";

const largestPage = 100;
const most = { query: { limit: largestPage } };
const named = (name: string) => ({ path: { name } });

/** Who is signed in, with the quota. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => answer(api.GET("/api/me", { signal })),
  staleTime: 30_000,
});

/**
 * The newest event when the session's first page was opened. Everything on the pages is read after it, and the stream goes on behind it: what
 * happens in between is not missed, and nothing has to be read twice.
 */
export const firstEventQuery = queryOptions({
  queryKey: ["first-event"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/events", { params: { query: { limit: 1, order: "desc" } }, signal }))).items[0]?.id ?? 0,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Ways to sign in. */
export const loginOptionsQuery = queryOptions({
  queryKey: ["login-options"],
  queryFn: async ({ signal }): Promise<{ readonly oidc: readonly { readonly id: string; readonly name: string }[] }> => {
    const response = await fetch("/api/login-options", { signal });
    return response.ok ? response.json() : { oidc: [] };
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** What can be ordered and what it costs. */
export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: ({ signal }) => answer(api.GET("/api/plans", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/**
 * Every store that the user may see, the newest first. They are few enough to filter and sort at once on the page; those that have arrived
 * are shown while the rest is read.
 */
export const storesQuery = queryOptions({
  queryKey: ["stores"],
  queryFn: async ({ signal, client, queryKey }): Promise<readonly Store[]> => {
    const first = client.getQueryData(queryKey) === undefined;
    const stores: Store[] = [];
    let cursor: string | null = null;
    do {
      const query = { limit: largestPage, sort: "createdAt", order: "desc", ...(cursor !== null && { cursor }) } as const;
      const page: { items: Store[]; nextCursor: string | null } = await answer(api.GET("/api/stores", { params: { query }, signal }));
      stores.push(...page.items);
      cursor = page.nextCursor;
      if (first && cursor !== null) client.setQueryData<readonly Store[]>(queryKey, [...stores]);
    } while (cursor !== null);
    return stores;
  },
});

export const storeQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name],
    queryFn: ({ signal }) => answer(api.GET("/api/stores/{name}", { params: named(name), signal })),
  });

/** The newest operations of a store, the newest first. */
export const operationsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "operations"],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/stores/{name}/operations", { params: { ...named(name), ...most }, signal }))).items,
  });

/** The newest events of a store, the oldest of them first. */
export const eventsQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "events"],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/stores/{name}/events", { params: { ...named(name), ...most }, signal }))).items.toReversed(),
  });

export const historyQuery = (name: string) =>
  queryOptions({
    queryKey: ["stores", name, "history"],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/stores/{name}/history", { params: { ...named(name), ...most }, signal }))).items,
  });

/** What a store used in the last hours; workers measure once a minute. */
export const usageQuery = (name: string, hours: number) =>
  queryOptions({
    queryKey: ["stores", name, "usage", hours],
    queryFn: ({ signal }) => answer(api.GET("/api/stores/{name}/usage", { params: { ...named(name), query: { hours } }, signal })),
    // The first measurement is waited for.
    refetchInterval: ({ state }) => (state.data?.samples.length === 0 ? 10_000 : 60_000),
    placeholderData: keepPreviousData,
  });

/** What every store uses now. */
export const usageNowQuery = queryOptions({
  queryKey: ["usage"],
  queryFn: ({ signal }) => answer(api.GET("/api/usage", { signal })),
  refetchInterval: 60_000,
});

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => answer(api.GET("/api/system", { signal })),
  refetchInterval: 10_000,
});

/** What of the audit log is shown. */
export interface AuditFilter {
  readonly target?: string;
  readonly action?: AuditAction;
  readonly outcome?: AuditEntry["outcome"];
}

/** A page of the audit log, the newest entries first. */
export function readAudit(filter: AuditFilter, limit: number, cursor: string | null, signal?: AbortSignal) {
  const query = { limit, ...filter, ...(cursor !== null && { cursor }) };
  return answer(api.GET("/api/audit", { params: { query }, ...(signal !== undefined && { signal }) }));
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ signal, pageParam }) => readAudit(filter, 50, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
