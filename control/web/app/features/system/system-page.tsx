import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { describeFailure } from "../../api/failure.ts";
import { systemQuery } from "../../api/queries.ts";
import type { System } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { Facts } from "../../components/facts.tsx";
import { duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Pill, StatusBadge } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { CapacityPanel } from "./capacity-panel.tsx";

const DurationsChart = lazy(() => import("./durations-chart.tsx"));

/** How the platform itself is: cluster, room, queue, failures, times. */
export function SystemPage() {
  const { data: system, error } = useQuery(systemQuery);
  if (system === undefined) {
    return (
      <>
        <PageTitle title={strings.system.title} />
        {error !== null && <Notice kind="bad" title={describeFailure(error).title} />}
      </>
    );
  }
  return (
    <>
      <PageTitle title={strings.system.title} hint={strings.system.lead(system.environment)} />
      <div className="grid gap-6 lg:grid-cols-2">
        <ClusterPanel system={system} />
        <CapacityPanel capacity={system.capacity} />
        <QueuePanel queue={system.queue} />
        <FailuresPanel failures={system.failures} />
        <Panel title={strings.system.durations} hint={strings.system.durationsHint} className="lg:col-span-2">
          {system.durations.every(({ samples }) => samples === 0) ? (
            <p className="text-muted">{strings.system.noDurations}</p>
          ) : (
            <Suspense fallback={<div className="h-64" />}>
              <DurationsChart durations={system.durations} />
            </Suspense>
          )}
        </Panel>
        <Panel title={strings.system.limits}>
          <Facts
            facts={Object.entries(system.limits).map(([key, value]) => [strings.system.limitNames[key as keyof System["limits"]], value])}
          />
        </Panel>
        <Panel title={strings.system.versions}>
          <Facts facts={Object.entries(system.versions).map(([name, version]) => [name, <code key={name}>{version}</code>])} />
        </Panel>
      </div>
    </>
  );
}

function ClusterPanel({ system }: { readonly system: System }) {
  const { cluster, stores } = system;
  return (
    <Panel
      title={strings.system.cluster}
      hint={cluster.version}
      actions={
        <Pill tone={cluster.reachable ? "good" : "bad"}>{cluster.reachable ? strings.system.reachable : strings.system.unreachable}</Pill>
      }
      bodyClass="space-y-4 p-5"
    >
      {cluster.detail !== null && <p className="text-[0.8125rem] text-muted">{cluster.detail}</p>}
      {cluster.nodes.length > 0 && (
        <Facts facts={cluster.nodes.map(({ name, ready, version }) => [name, `${version}, ${strings.system.node(ready)}`])} />
      )}
      <ul aria-label={strings.system.storesByStatus} className="flex flex-wrap gap-2">
        {Object.entries(stores).map(([status, count]) => (
          <li key={status} className="flex items-center gap-1.5">
            <StatusBadge status={status as keyof typeof strings.statuses} />
            <span className="tabular-nums">{count}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function QueuePanel({ queue }: { readonly queue: System["queue"] }) {
  return (
    <Panel title={strings.system.queue} hint={strings.system.queueHint(queue.running, queue.concurrency)} bodyClass="divide-y">
      {queue.waiting.length === 0 && <p className="p-5 text-muted">{strings.system.queueEmpty}</p>}
      {queue.waiting.map((entry) => (
        <div key={entry.operationId} className="flex items-center gap-3 px-5 py-2.5">
          <span className="w-8 text-muted tabular-nums">#{entry.position}</span>
          <Link to="/stores/$name" params={{ name: entry.store }} className="min-w-0 flex-1 truncate rounded font-medium hover:underline">
            {entry.store}
          </Link>
          <span className="text-[0.8125rem] text-muted">
            {strings.operations[entry.kind]} · <RelativeTime at={entry.queuedAt} />
            {entry.etaSeconds !== null && ` · ${strings.store.etaLeft(duration(entry.etaSeconds))}`}
          </span>
        </div>
      ))}
    </Panel>
  );
}

function FailuresPanel({ failures }: { readonly failures: System["failures"] }) {
  return (
    <Panel title={strings.system.failures} hint={strings.system.failuresHint} bodyClass="divide-y">
      {failures.length === 0 && <p className="p-5 text-muted">{strings.system.noFailures}</p>}
      {failures.map((failure) => (
        <div key={`${failure.code} ${failure.step}`} className="px-5 py-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="font-medium">
              {failure.code}
              {failure.step !== null && <span className="font-normal text-muted"> · {strings.steps[failure.step]}</span>}
            </p>
            <Pill tone="bad">{strings.system.times(failure.count)}</Pill>
          </div>
          <p className="mt-1 line-clamp-2 text-[0.8125rem] text-muted">{failure.lastMessage}</p>
          <p className="mt-1 text-xs text-muted">
            {strings.system.last}{" "}
            <Link to="/stores/$name" params={{ name: failure.lastStore }} className="rounded underline">
              {failure.lastStore}
            </Link>
            , <RelativeTime at={failure.lastAt} />
          </p>
        </div>
      ))}
    </Panel>
  );
}
