import { useNavigate } from "@tanstack/react-router";
import { LayoutGrid, Rows3, Search } from "lucide-react";
import type { Store, StoreStatus } from "../../api/types.ts";
import { Select } from "../../components/select.tsx";
import { TextInput } from "../../components/text-input.tsx";
import { Toggle } from "../../components/toggle.tsx";
import { strings } from "../../strings.ts";
import { type SortOrder, type StoresSearch, sortOrders } from "./stores-search.ts";

/** Properties of {@link StoresToolbar}. */
export interface StoresToolbarProps {
  readonly stores: readonly Store[];
  /** How many of them the search leaves. */
  readonly shown: number;
  readonly search: StoresSearch;
}

const views = [
  { value: "cards", label: strings.stores.cards, icon: <LayoutGrid className="size-4" aria-hidden /> },
  { value: "table", label: strings.stores.table, icon: <Rows3 className="size-4" aria-hidden /> },
] as const;

/** Search, filters, order and view; each lives in the address. */
export function StoresToolbar({ stores, shown, search }: StoresToolbarProps) {
  const navigate = useNavigate({ from: "/stores" });
  const change = (part: { [K in keyof StoresSearch]?: StoresSearch[K] | undefined }) => {
    const merged = Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({
      search: Object.fromEntries(merged) as StoresSearch,
      replace: true,
    });
  };
  const statuses = countBy(stores.map(({ status }) => status));
  const engines = [...new Set(stores.map(({ engine }) => engine))].sort();
  return (
    <div className="mb-4 space-y-3">
      <search className="flex flex-wrap gap-2">
        <div className="relative min-w-52 flex-1">
          <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" aria-hidden />
          <TextInput
            type="search"
            aria-label={strings.stores.search}
            placeholder={strings.stores.searchPlaceholder}
            value={search.q ?? ""}
            onChange={({ target }) => change({ q: target.value })}
            className="pl-9"
          />
        </div>
        <Select
          aria-label={strings.stores.status}
          value={search.status ?? ""}
          onChange={({ target }) => change({ status: target.value as StoreStatus })}
          options={[
            { value: "", label: strings.stores.anyStatus },
            ...[...statuses].map(([status, count]) => ({
              value: status,
              label: `${strings.statuses[status]} (${count})`,
            })),
          ]}
        />
        {engines.length > 1 && (
          <Select
            aria-label={strings.stores.engine}
            value={search.engine ?? ""}
            onChange={({ target }) => change({ engine: target.value })}
            options={[
              { value: "", label: strings.stores.anyEngine },
              ...engines.map((engine) => ({
                value: engine,
                label: strings.engines[engine],
              })),
            ]}
          />
        )}
        <Select
          aria-label={strings.stores.sort}
          value={search.sort ?? "newest"}
          onChange={({ target }) =>
            change({
              sort: target.value === "newest" ? undefined : (target.value as SortOrder),
            })
          }
          options={(Object.keys(sortOrders) as SortOrder[]).map((value) => ({
            value,
            label: strings.stores.sorts[value],
          }))}
        />
        <Toggle
          label={strings.stores.view}
          value={search.view ?? "cards"}
          options={views}
          onChange={(view) => change({ view: view === "table" ? view : undefined })}
          className="h-9"
        />
      </search>
      <p aria-live="polite" className="text-[0.8125rem] text-muted">
        {shown === stores.length ? strings.stores.count(shown) : strings.stores.shownOf(shown, stores.length)}
      </p>
    </div>
  );
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
