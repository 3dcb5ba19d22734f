import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ApiFailure, describeFailure } from "../../api/failure.ts";
import { type AuditFilter, auditQuery } from "../../api/queries.ts";
import type { AuditEntry } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { absoluteTime } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { Pill } from "../../components/status-badge.tsx";
import { TextInput } from "../../components/text-input.tsx";
import { strings } from "../../strings.ts";
import { auditCsv } from "./audit-csv.ts";

const { columns } = strings.audit;
const tones = { accepted: "good", refused: "warn", failed: "bad" } as const;

/** Who asked for what. */
export function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>({});
  const query = useInfiniteQuery(auditQuery(useDeferredValue(filter)));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const change = (key: keyof AuditFilter, value: string) =>
    setFilter(({ [key]: _old, ...others }) => (value === "" ? others : { ...others, [key]: value }));
  return (
    <>
      <PageTitle
        title={strings.audit.title}
        hint={strings.audit.lead}
        actions={
          <Button disabled={entries.length === 0} onClick={() => download(entries)}>
            <Download className="size-4" aria-hidden />
            {strings.audit.export}
          </Button>
        }
      />
      <search className="mb-4 flex flex-wrap gap-2">
        <TextInput
          type="search"
          aria-label={strings.audit.target}
          placeholder={strings.audit.target}
          className="max-w-60"
          onChange={({ target }) => change("target", target.value)}
        />
        <TextInput
          type="search"
          aria-label={strings.audit.action}
          placeholder={strings.audit.anyAction}
          className="max-w-60"
          onChange={({ target }) => change("action", target.value)}
        />
      </search>
      {query.error !== null && (
        <Notice
          kind="bad"
          title={
            query.error instanceof ApiFailure && query.error.status === 403 ? strings.audit.forbidden : describeFailure(query.error).title
          }
        />
      )}
      {query.isSuccess && entries.length === 0 && <p className="py-10 text-center text-muted">{strings.audit.none}</p>}
      {entries.length > 0 && (
        <ScrollRegion label={strings.audit.title} className="overflow-x-auto rounded-xl border bg-surface shadow-card">
          <table className="w-full min-w-3xl text-left">
            <thead className="border-b text-xs text-muted">
              <tr>
                {Object.values(columns).map((column) => (
                  <th key={column} scope="col" className="px-4 py-2.5 font-medium">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y">
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td className="px-4 py-2.5 whitespace-nowrap text-muted">
                    <RelativeTime at={entry.at} />
                  </td>
                  <td className="px-4 py-2.5">{entry.actorEmail ?? entry.actorId ?? strings.common.none}</td>
                  <td className="px-4 py-2.5 font-mono text-xs">{entry.action}</td>
                  <td className="px-4 py-2.5">{entry.target ?? strings.common.none}</td>
                  <td className="px-4 py-2.5">
                    <Pill tone={tones[entry.outcome]}>{strings.audit.outcomes[entry.outcome]}</Pill>
                  </td>
                  <td className="px-4 py-2.5 font-mono text-xs text-muted">{entry.actorIp ?? strings.common.none}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {query.hasNextPage && (
        <Button className="mx-auto mt-5 flex" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {strings.common.showMore}
        </Button>
      )}
    </>
  );
}

function download(entries: readonly AuditEntry[]): void {
  const url = URL.createObjectURL(new Blob([auditCsv(entries)], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), {
    href: url,
    download: `audit ${absoluteTime(new Date().toISOString())}.csv`,
  });
  link.click();
  URL.revokeObjectURL(url);
}
