import { useQuery } from "@tanstack/react-query";
import { ToggleGroup } from "radix-ui";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { usageQuery } from "../../api/queries.ts";
import { Panel } from "../../components/card.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { UsageCharts } from "./usage-charts.tsx";

const words = strings.usage;

/** Time ranges in hours; workers keep a day. */
const ranges = [1, 6, 24] as const;
type Range = (typeof ranges)[number];

/** What a store uses of CPU and memory, over a time that can be chosen. */
export function UsagePanel({ name }: { readonly name: string }) {
  const [hours, setHours] = useState<Range>(1);
  const { data: usage, error, dataUpdatedAt } = useQuery(usageQuery(name, hours));
  const empty = usage !== undefined && usage.samples.length === 0;
  return (
    <Panel
      title={words.title}
      hint={words.hint}
      actions={<RangeToggle hours={hours} onChange={setHours} />}
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

function RangeToggle({ hours, onChange }: { readonly hours: Range; readonly onChange: (hours: Range) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={words.range}
      value={String(hours)}
      onValueChange={(value) => {
        const range = ranges.find((other) => String(other) === value);
        if (range !== undefined) onChange(range);
      }}
      className="flex h-8 shrink-0 items-center gap-0.5 rounded-lg border bg-surface px-0.75 dark:bg-raised"
    >
      {ranges.map((range) => (
        <ToggleGroup.Item
          key={range}
          value={String(range)}
          className="h-6 rounded-md px-2 text-[0.8125rem] text-muted tabular-nums data-[state=on]:bg-sunken data-[state=on]:text-ink dark:data-[state=on]:bg-canvas"
        >
          {words.hours(range)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
