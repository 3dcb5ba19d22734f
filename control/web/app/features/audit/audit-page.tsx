import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { auditQuery, meQuery } from "../../api/queries.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { Select } from "../../components/select.tsx";
import { Pill } from "../../components/status-badge.tsx";
import { TextInput } from "../../components/text-input.tsx";
import { strings } from "../../strings.ts";
import { auditActions, auditOutcomes, readAuditFilter } from "./audit-filter.ts";
import { auditActionText, auditTargetText } from "./audit-text.ts";
import { exportAudit } from "./export-audit.ts";

const { columns } = strings.audit;
const tones = { accepted: "good", refused: "warn", failed: "bad" } as const;

/** Who asked for what. */
export function AuditPage() {
  const filter = useSearch({ from: "/app/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const { data: me } = useSuspenseQuery(meQuery);
  const [exporting, setExporting] = useState(false);
  const query = useInfiniteQuery(auditQuery(filter));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const change = (part: Record<string, string>) => void navigate({ search: readAuditFilter({ ...filter, ...part }), replace: true });
  const save = async () => {
    setExporting(true);
    await exportAudit(filter).catch(() => undefined);
    setExporting(false);
  };
  return (
    <>
      <PageTitle
        title={strings.audit.title}
        hint={me.role === "admin" ? strings.audit.lead : strings.audit.ownLead}
        actions={
          <Button disabled={entries.length === 0} busy={exporting} onClick={() => void save()}>
            <Download className="size-4" aria-hidden />
            {strings.audit.export}
          </Button>
        }
      />
      <search className="mb-4 flex flex-wrap gap-2">
        <TextInput
          type="search"
          aria-label={strings.audit.target}
          placeholder={strings.audit.targetPlaceholder}
          className="max-w-72"
          value={filter.target ?? ""}
          onChange={({ target }) => change({ target: target.value })}
        />
        <Select
          aria-label={strings.audit.action}
          value={filter.action ?? ""}
          onChange={({ target }) => change({ action: target.value })}
          options={[
            { value: "", label: strings.audit.anyAction },
            ...auditActions.map((value) => ({ value, label: strings.audit.actions[value] })),
          ]}
        />
        <Select
          aria-label={strings.audit.outcome}
          value={filter.outcome ?? ""}
          onChange={({ target }) => change({ outcome: target.value })}
          options={[
            { value: "", label: strings.audit.anyOutcome },
            ...auditOutcomes.map((value) => ({ value, label: strings.audit.outcomes[value] })),
          ]}
        />
      </search>
      {query.error !== null && <Notice kind="bad" title={describeFailure(query.error).title} />}
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
                  <td className="px-4 py-2.5 whitespace-nowrap">{auditActionText(entry)}</td>
                  <td className="px-4 py-2.5">{auditTargetText(entry)}</td>
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
