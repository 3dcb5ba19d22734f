import { type QueryClient, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { followStream } from "./event-stream.ts";
import { firstEventQuery, storeQuery, storesQuery } from "./queries.ts";
import type { Store, StoreDetail, StoreEvent } from "./types.ts";

/** How long events of one store are gathered before it is read again, in milliseconds. */
const gatherMilliseconds = 60;

const Connection = createContext(true);

/** Whether changes arrive at the moment. */
export function useLive(): boolean {
  return useContext(Connection);
}

/** Keeps every page below up to date while it is shown: one stream for all, reconnected without a gap. */
export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(true);
  const { data: firstEvent } = useSuspenseQuery(firstEventQuery);
  useEffect(() => {
    const stop = new AbortController();
    const refresh = storeRefresher(client);
    let lost = false;
    void followStream({
      url: "/api/events",
      signal: stop.signal,
      lastEventId: String(firstEvent),
      onConnection: (connected) => {
        setOpen(connected);
        lost ||= !connected;
        // What has no events, such as the system page, may be of yesterday.
        if (connected && lost)
          void client.invalidateQueries({
            predicate: ({ queryKey }) => queryKey[0] !== "validate",
          });
      },
      onMessage: ({ data }) => {
        const event = parseEvent(data);
        if (event !== undefined) refresh(event);
      },
    });
    return () => stop.abort();
  }, [client, firstEvent]);
  return <Connection value={open}>{children}</Connection>;
}

/** Puts an event into what is shown, and reads its store again. */
function storeRefresher(client: QueryClient): (event: StoreEvent) => void {
  const pending = new Set<string>();
  const read = async (name: string) => {
    pending.delete(name);
    void client.invalidateQueries({ queryKey: ["me"] });
    void client.invalidateQueries({ queryKey: ["stores", name, "operations"] });
    void client.invalidateQueries({ queryKey: ["stores", name, "history"] });
    try {
      const store = await client.fetchQuery({
        ...storeQuery(name),
        staleTime: 0,
        retry: false,
      });
      client.setQueryData(storesQuery.queryKey, (stores) => (stores === undefined ? stores : withStore(stores, store)));
    } catch {
      // Deleted, or unreachable: the list knows.
      client.setQueryData(storesQuery.queryKey, (stores) => stores?.filter((store) => store.name !== name));
      void client.invalidateQueries({
        queryKey: storesQuery.queryKey,
        exact: true,
      });
    }
  };
  return (event) => {
    const name = event.store;
    client.setQueryData<readonly StoreEvent[]>(["stores", name, "events"], (events) =>
      events === undefined || events.some(({ id }) => id === event.id) ? events : [...events, event],
    );
    if (pending.has(name)) return;
    pending.add(name);
    setTimeout(() => void read(name), gatherMilliseconds);
  };
}

function withStore(stores: readonly Store[], { spec: _spec, ...store }: StoreDetail): readonly Store[] {
  const others = stores.filter(({ name }) => name !== store.name);
  if (store.status === "Deleted") return others;
  return others.length === stores.length ? [store, ...stores] : stores.map((other) => (other.name === store.name ? store : other));
}

function parseEvent(data: string): StoreEvent | undefined {
  try {
    const event = JSON.parse(data) as Partial<StoreEvent>;
    return typeof event.store === "string" ? (event as StoreEvent) : undefined;
  } catch {
    return undefined;
  }
}
