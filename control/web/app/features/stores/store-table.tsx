import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Store } from "../../api/types.ts";
import { CheckoutSpark } from "../../components/checkout-spark.tsx";
import { duration } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { ShopLink } from "./store-cards.tsx";
import { useStoreUse } from "./store-use.tsx";

const rowHeight = 61;
const { columns } = strings.stores;
/** Widths are fixed: columns neither jump while rows come and go, nor does the browser measure every row that comes. */
const heads = [
  [columns.store, "w-[18%]"],
  [columns.status, "w-[12%]"],
  [columns.engine, "w-[15%]"],
  [columns.owner, "w-[14%]"],
  [columns.checkout, "w-32"],
  [columns.use, "w-[14%]"],
  [columns.provisioned, "w-[10%]"],
  [columns.created, "w-[9%]"],
] as const;

/** Stores as a table with a selection for several at once; rows outside the window do not exist. */
export function StoreTable({ stores }: { readonly stores: readonly Store[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useLayoutEffect(() => setTop(frame.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: stores.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    // Drawn with the frame, not within every scroll event: the overscan covers what is late.
    useFlushSync: false,
    scrollMargin: top,
  });
  const items = rows.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = rows.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  const changeable = stores.filter(({ managedBy }) => managedBy === "control-plane");
  const selected = changeable.filter(({ name }) => chosen.has(name));
  const toggle = useCallback(
    (name: string, on: boolean) => setChosen((names) => new Set(on ? [...names, name] : [...names].filter((other) => other !== name))),
    [],
  );
  return (
    <>
      <BulkActions stores={selected} onDone={() => setChosen(new Set())} />
      <ScrollRegion ref={frame} label={strings.stores.title} className="overflow-x-auto rounded-xl border bg-surface shadow-card">
        <table className="w-full min-w-5xl table-fixed text-left" aria-rowcount={stores.length + 1}>
          <thead className="border-b text-xs text-muted">
            <tr>
              <th className="w-10 py-2.5 pl-4">
                <input
                  type="checkbox"
                  aria-label={strings.stores.selectAll}
                  checked={changeable.length > 0 && selected.length === changeable.length}
                  onChange={({ target }) => setChosen(new Set(target.checked ? changeable.map(({ name }) => name) : []))}
                  className="block size-4 accent-accent"
                />
              </th>
              {heads.map(([head, width]) => (
                <th key={head} scope="col" className={`${width} truncate px-3 py-2.5 font-medium`}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap height={before} />
            {items.map(({ index }) => {
              const store = stores[index];
              return store === undefined ? null : (
                <Row key={store.name} store={store} index={index} chosen={chosen.has(store.name)} onChoose={toggle} />
              );
            })}
            <Gap height={after} />
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

interface RowProps {
  readonly store: Store;
  readonly index: number;
  readonly chosen: boolean;
  readonly onChoose: (name: string, on: boolean) => void;
}

/** Drawn anew only when the store or its selection is another. */
const Row = memo(function Row({ store, index, chosen, onChoose }: RowProps) {
  const use = useStoreUse(store);
  return (
    <tr aria-rowindex={index + 2} className="border-b last:border-0 hover:bg-sunken" style={{ height: rowHeight }}>
      <td className="pl-4">
        <input
          type="checkbox"
          aria-label={strings.stores.select(store.name)}
          disabled={store.managedBy === "declared"}
          checked={chosen}
          onChange={({ target }) => onChoose(store.name, target.checked)}
          className="block size-4 accent-accent"
        />
      </td>
      <td className="px-3">
        <Link to="/stores/$name" params={{ name: store.name }} className="block truncate rounded font-medium hover:underline">
          {store.title}
        </Link>
        <ShopLink store={store} />
      </td>
      <td className="truncate px-3" title={store.statusReason ?? undefined}>
        <StatusBadge status={store.status} />
        {store.queuePosition !== null && <span className="ml-2 text-xs text-muted">#{store.queuePosition}</span>}
      </td>
      <td className="truncate px-3 text-muted">
        {strings.engines[store.engine]} · {strings.plans.names[store.plan]}
      </td>
      <td className="truncate px-3 text-muted">
        {store.managedBy === "declared" ? strings.stores.declared : (store.owner.email ?? store.owner.name ?? store.owner.id)}
      </td>
      <td className="px-3">
        <CheckoutSpark proofs={store.proofs} />
      </td>
      <td className="truncate px-3 text-xs text-muted tabular-nums" title={strings.usage.ofGuaranteed}>
        {use === undefined ? (
          strings.common.none
        ) : (
          <>
            {use.cpu}
            <br />
            {use.memory}
          </>
        )}
      </td>
      <td className="px-3 whitespace-nowrap text-muted tabular-nums">
        {store.provisionedSeconds === null ? strings.common.none : duration(store.provisionedSeconds)}
      </td>
      <td className="px-3 whitespace-nowrap text-muted">
        {store.createdAt === null ? strings.common.none : <RelativeTime at={store.createdAt} />}
      </td>
    </tr>
  );
});

function Gap({ height }: { readonly height: number }) {
  return height <= 0 ? null : (
    <tr aria-hidden>
      <td style={{ height }} colSpan={heads.length + 1} />
    </tr>
  );
}
