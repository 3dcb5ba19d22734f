import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { eventsQuery } from "../../api/queries.ts";
import type { StoreDetail, StoreEvent } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { strings } from "../../strings.ts";

const dots: Record<StoreEvent["level"], string> = {
  info: "bg-line-strong",
  warning: "bg-warn",
  error: "bg-bad",
};

/** Everything that happened to a store, newest first. */
export function EventsTab({ store }: { readonly store: StoreDetail }) {
  const { data: events } = useQuery(eventsQuery(store.name));
  return (
    <Panel title={strings.store.events} hint={strings.store.eventsHint}>
      {events?.length === 0 && <p className="text-muted">{strings.store.noEvents}</p>}
      <ol className="relative before:absolute before:top-2 before:bottom-2 before:left-[3.5px] before:w-px before:bg-line">
        {events?.toReversed().map((event) => (
          <li key={event.id} className="relative flex gap-4 py-2">
            <span className={clsx("mt-1.75 size-2 shrink-0 rounded-full ring-4 ring-surface", dots[event.level])} aria-hidden />
            <div className="min-w-0 flex-1">
              <p className={clsx("break-words", event.level === "error" && "text-bad")}>{event.message}</p>
              <p className="text-xs text-muted">
                <span className="font-mono">{event.type}</span> · <RelativeTime at={event.at} />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
