import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowUpRight, Ghost } from "lucide-react";
import { ApiFailure, describeFailure } from "../../api/failure.ts";
import { storeQuery } from "../../api/queries.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { EngineMark } from "../../components/engine-mark.tsx";
import { Notice } from "../../components/notice.tsx";
import { useDocumentTitle } from "../../components/page-title.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { DefinitionTab } from "./definition-tab.tsx";
import { EventsTab } from "./events-tab.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { LogsTab } from "./logs-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";

const tabs = ["overview", "logs", "events", "history", "definition", "settings"] as const;
type Tab = (typeof tabs)[number];
const pages: Record<Tab, (props: { readonly store: StoreDetail }) => React.ReactNode> = {
  overview: OverviewTab,
  logs: LogsTab,
  events: EventsTab,
  history: HistoryTab,
  definition: DefinitionTab,
  settings: SettingsTab,
};

/** One store; each of its parts has an address of its own. */
export function StorePage() {
  const { name, tab } = useParams({ strict: false }) as {
    name: string;
    tab?: string;
  };
  const { data: store, error } = useQuery(storeQuery(name));
  useDocumentTitle(store?.title ?? name);
  if ((error instanceof ApiFailure && error.status === 404) || store?.status === "Deleted") return <Gone name={name} />;
  if (error !== null && store === undefined) return <Notice kind="bad" title={describeFailure(error).title} />;
  if (store === undefined)
    return (
      <div role="status" aria-label={strings.common.loading} className="h-64 motion-safe:animate-pulse rounded-xl border bg-surface" />
    );
  const shown: Tab = tabs.find((other) => other === tab) ?? "overview";
  const Page = pages[shown];
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-3">
        <EngineMark engine={store.engine} size="large" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="truncate text-2xl font-semibold tracking-tight">{store.title}</h1>
            <StatusBadge status={store.status} />
          </div>
          <p className="truncate font-mono text-[0.8125rem] text-muted">{store.url.replace(/^https?:\/\//, "")}</p>
        </div>
        {store.status === "Ready" && (
          <div className="flex gap-2">
            <External href={store.adminUrl} kind="secondary" label={strings.store.admin} />
            <External href={store.url} kind="primary" label={strings.store.visit} />
          </div>
        )}
      </div>
      <nav aria-label={strings.store.tabs.label} className="-mx-4 mb-6 flex gap-1 overflow-x-auto border-b px-4 sm:mx-0 sm:px-0">
        {tabs.map((other) => (
          <Link
            key={other}
            to={other === "overview" ? "/stores/$name" : "/stores/$name/$tab"}
            params={{ name, tab: other }}
            aria-current={other === shown ? "page" : undefined}
            className={`-mb-px border-b-2 px-3 py-2.5 whitespace-nowrap ${other === shown ? "border-ink font-medium" : "border-transparent text-muted hover:text-ink"}`}
          >
            {strings.store.tabs[other]}
          </Link>
        ))}
      </nav>
      <Page key={name} store={store} />
    </>
  );
}

function External({ href, kind, label }: { readonly href: string; readonly kind: "primary" | "secondary"; readonly label: string }) {
  return (
    <Button asChild kind={kind}>
      <a href={href} target="_blank" rel="noreferrer">
        {label}
        <ArrowUpRight className="size-4" aria-hidden />
        <span className="sr-only">{strings.common.opensNewTab}</span>
      </a>
    </Button>
  );
}

function Gone({ name }: { readonly name: string }) {
  return (
    <EmptyState
      icon={Ghost}
      title={strings.store.gone(name)}
      action={
        <Button asChild>
          <Link to="/stores">{strings.failure.backToStores}</Link>
        </Button>
      }
    >
      {strings.store.goneLead}
    </EmptyState>
  );
}
