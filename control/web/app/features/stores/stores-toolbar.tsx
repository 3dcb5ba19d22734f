import { useNavigate } from "@tanstack/react-router";
import { LayoutGrid, Rows3, Search } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import type { Store, StoreStatus } from "../../api/types.ts";
import { Select } from "../../components/select.tsx";
import { TextInput } from "../../components/text-input.tsx";
import { strings } from "../../strings.ts";
import { type SortOrder, type StoresSearch, sortOrders } from "./stores-search.ts";

/** Properties of {@link StoresToolbar}. */
export interface StoresToolbarProps {
  readonly stores: readonly Store[];
  /** How many of them the search leaves. */
  readonly shown: number;
  readonly search: StoresSearch;
}

const toggleLook =
  "grid size-7 place-items-center rounded-md text-muted data-[state=on]:bg-sunken data-[state=on]:text-ink dark:data-[state=on]:bg-canvas";

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
        <ToggleGroup.Root
          type="single"
          aria-label={strings.stores.view}
          value={search.view ?? "cards"}
          onValueChange={(view) => view !== "" && change({ view: view === "table" ? "table" : undefined })}
          className="flex h-9 items-center gap-0.5 rounded-lg border bg-surface px-0.75 dark:bg-raised"
        >
          <ToggleGroup.Item value="cards" aria-label={strings.stores.cards} title={strings.stores.cards} className={toggleLook}>
            <LayoutGrid className="size-4" aria-hidden />
          </ToggleGroup.Item>
          <ToggleGroup.Item value="table" aria-label={strings.stores.table} title={strings.stores.table} className={toggleLook}>
            <Rows3 className="size-4" aria-hidden />
          </ToggleGroup.Item>
        </ToggleGroup.Root>
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
