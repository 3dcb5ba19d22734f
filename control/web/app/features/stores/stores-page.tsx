import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { PackageOpen, Plus, SearchX } from "lucide-react";
import { describeFailure } from "../../api/failure.ts";
import { meQuery, storesQuery } from "../../api/queries.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Meter } from "../../components/meter.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { strings } from "../../strings.ts";
import { StoreCards } from "./store-cards.tsx";
import { StoreTable } from "./store-table.tsx";
import { MeasuredStores } from "./store-use.tsx";
import { findStores } from "./stores-search.ts";
import { StoresToolbar } from "./stores-toolbar.tsx";

/** Every store that the user may see. */
export function StoresPage() {
  const search = useSearch({ from: "/app/stores" });
  const navigate = useNavigate({ from: "/stores" });
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: stores, error } = useQuery(storesQuery);
  const shown = stores === undefined ? [] : findStores(stores, search);
  const full = me.quota.used >= me.quota.max;
  return (
    <>
      <PageTitle
        title={strings.stores.title}
        hint={
          <span className="flex items-center gap-3">
            {strings.stores.quota(me.quota.used, me.quota.max)}
            <Meter
              label={strings.stores.quotaLabel}
              used={me.quota.used}
              total={me.quota.max}
              text={strings.common.of(me.quota.used, me.quota.max)}
              className="w-24"
            />
          </span>
        }
        actions={
          <Button asChild kind="primary">
            <Link to="/new">
              <Plus className="size-4" aria-hidden />
              {strings.stores.create}
            </Link>
          </Button>
        }
      />
      {full && <Notice kind="warn" title={strings.stores.quotaFull(me.quota.max)} className="mb-5" />}
      {error !== null && stores === undefined && <Notice kind="bad" title={describeFailure(error).title} className="mb-5" />}
      {stores === undefined && error === null && <Skeleton />}
      {stores?.length === 0 && (
        <EmptyState
          icon={PackageOpen}
          title={strings.stores.empty}
          action={
            <Button asChild kind="primary">
              <Link to="/new">{strings.stores.create}</Link>
            </Button>
          }
        >
          {strings.stores.emptyLead}
        </EmptyState>
      )}
      {stores !== undefined && stores.length > 0 && (
        <>
          <StoresToolbar stores={stores} shown={shown.length} search={search} />
          {shown.length === 0 ? (
            <EmptyState
              icon={SearchX}
              title={strings.stores.noMatch}
              action={<Button onClick={() => void navigate({ search: {} })}>{strings.stores.clear}</Button>}
            >
              {strings.stores.noMatchLead}
            </EmptyState>
          ) : (
            <MeasuredStores>{search.view === "table" ? <StoreTable stores={shown} /> : <StoreCards stores={shown} />}</MeasuredStores>
          )}
        </>
      )}
    </>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label={strings.common.loading} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {["a", "b", "c", "d", "e", "f"].map((key) => (
        <div key={key} className="h-43 motion-safe:animate-pulse rounded-xl border bg-surface" />
      ))}
    </div>
  );
}
