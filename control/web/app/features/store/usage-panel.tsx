import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { usageQuery } from "../../api/queries.ts";
import { Panel } from "../../components/card.tsx";
import { Notice } from "../../components/notice.tsx";
import { Toggle } from "../../components/toggle.tsx";
import { strings } from "../../strings.ts";
import { UsageCharts } from "./usage-charts.tsx";

const words = strings.usage;

/** Time ranges in hours; workers keep a day. */
const ranges = [1, 6, 24].map((hours) => ({ value: String(hours), label: words.hours(hours) }));

/** What a store uses of CPU and memory, over a time that can be chosen. */
export function UsagePanel({ name }: { readonly name: string }) {
  const [hours, setHours] = useState(1);
  const { data: usage, error, dataUpdatedAt } = useQuery(usageQuery(name, hours));
  const empty = usage !== undefined && usage.samples.length === 0;
  return (
    <Panel
      title={words.title}
      hint={words.hint}
      actions={
        <Toggle label={words.range} value={String(hours)} options={ranges} onChange={(value) => setHours(Number(value))} className="h-8" />
      }
      bodyClass="min-h-40 space-y-5 p-5"
    >
      {error !== null && usage === undefined && <Notice kind="bad" title={describeFailure(error).title} />}
      {usage !== undefined && usage.unavailable !== null && (
        <Notice kind={empty ? "info" : "warn"} title={words.unavailable}>
          {usage.unavailable}
        </Notice>
      )}
      {empty && usage.unavailable === null && (
        <Notice kind="info" title={words.waiting}>
          {words.waitingLead}
        </Notice>
      )}
      {usage !== undefined && !empty && <UsageCharts usage={usage} hours={hours} until={dataUpdatedAt} />}
    </Panel>
  );
}
