import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowUpRight } from "lucide-react";
import { memo, useLayoutEffect, useRef, useState } from "react";
import type { Store } from "../../api/types.ts";
import { CheckoutSpark } from "../../components/checkout-spark.tsx";
import { EngineMark } from "../../components/engine-mark.tsx";
import { duration } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { OperationBar } from "./operation-bar.tsx";
import { useStoreUse } from "./store-use.tsx";

const gap = 16;
const narrowest = 300;
const cardHeight = 172;

/** Stores as cards. Only the rows near the window exist, so that a thousand stores scroll like ten. */
export function StoreCards({ stores }: { readonly stores: readonly Store[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [{ columns, top }, setLayout] = useState({ columns: 1, top: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () =>
      setLayout({
        columns: Math.max(1, Math.min(3, Math.floor((element.clientWidth + gap) / (narrowest + gap)))),
        top: element.offsetTop,
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: stores.length,
    lanes: columns,
    estimateSize: () => cardHeight,
    gap,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => stores[index]?.name ?? index,
  });
  // Positions of other column counts are remembered by the virtualizer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: columns is what changed
  useLayoutEffect(() => virtualizer.measure(), [columns, virtualizer]);
  return (
    <ul ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const store = stores[item.index];
        if (store === undefined) return null;
        return (
          <li
            key={item.key}
            aria-setsize={stores.length}
            aria-posinset={item.index + 1}
            className="absolute contain-layout contain-size"
            style={{
              height: cardHeight,
              width: `calc((100% - ${(columns - 1) * gap}px) / ${columns})`,
              left: `calc((100% + ${gap}px) / ${columns} * ${item.lane})`,
              top: item.start - virtualizer.options.scrollMargin,
            }}
          >
            <StoreCard store={store} />
          </li>
        );
      })}
    </ul>
  );
}

/** One store: where it is in its life, whether its checkout works, and a way in. Drawn anew only when the store is another. */
export const StoreCard = memo(function StoreCard({ store }: { readonly store: Store }) {
  const use = useStoreUse(store);
  return (
    <article className="group relative flex h-full flex-col rounded-xl border bg-surface p-4 shadow-card transition-colors hover:border-line-strong">
      <div className="flex items-start gap-3">
        <EngineMark engine={store.engine} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">
            <Link to="/stores/$name" params={{ name: store.name }} className="rounded after:absolute after:inset-0 after:rounded-xl">
              {store.title}
            </Link>
          </h2>
          <ShopLink store={store} />
        </div>
        <StatusBadge status={store.status} />
      </div>
      <div className="mt-3 min-h-10 text-[0.8125rem] leading-5 text-muted">
        <p className={use === undefined ? "line-clamp-2" : "truncate"}>{cardLine(store)}</p>
        {use !== undefined && (
          <p className="truncate tabular-nums" title={strings.usage.ofGuaranteed}>
            {use.cpu} · {use.memory}
          </p>
        )}
      </div>
      <div className="mt-auto flex items-center justify-between gap-4 border-t pt-3">
        {store.operation?.state === "running" ? <OperationBar operation={store.operation} /> : <CheckoutSpark proofs={store.proofs} />}
        <p className="shrink-0 text-right text-xs text-muted">
          {strings.plans.names[store.plan]}
          {" · "}
          {store.managedBy === "declared" ? (
            <span title={strings.stores.declaredHint}>{strings.stores.declared}</span>
          ) : (
            store.createdAt !== null && <RelativeTime at={store.createdAt} />
          )}
        </p>
      </div>
    </article>
  );
});

/** The shop's address; a link as soon as somebody can buy there. */
export function ShopLink({ store }: { readonly store: Store }) {
  const host = store.url.replace(/^https?:\/\//, "");
  if (store.status !== "Ready" && store.status !== "Updating")
    return <p className="truncate font-mono text-xs leading-5 text-faint">{host}</p>;
  return (
    <a
      href={store.url}
      target="_blank"
      rel="noreferrer"
      className="relative z-10 inline-flex max-w-full items-center gap-0.5 rounded font-mono text-xs leading-5 text-muted hover:text-accent hover:underline"
    >
      <span className="truncate">{host}</span>
      <ArrowUpRight className="size-3 shrink-0" aria-hidden />
      <span className="sr-only">{strings.common.opensNewTab}</span>
    </a>
  );
}

/** The one thing that is worth knowing about a store now. */
export function cardLine(store: Store): string {
  if (store.queuePosition !== null) return strings.stores.queuePosition(store.queuePosition);
  if (store.operation?.step != null && store.operation.state === "running") return `${strings.steps[store.operation.step]}…`;
  if (store.statusReason !== null) return store.statusReason;
  const facts = [strings.engines[store.engine]];
  if (store.provisionedSeconds !== null) facts.push(strings.stores.provisionedIn(duration(store.provisionedSeconds)));
  return facts.join(", ");
}
