import { lazy, Suspense, useId } from "react";
import type { Usage } from "../../api/types.ts";
import { cpuAmount, memoryAmount } from "../../components/format.ts";
import { strings } from "../../strings.ts";
import { seriesOf } from "./usage-series.ts";
import { UsageTable } from "./usage-table.tsx";

const UsageChart = lazy(() => import("./usage-chart.tsx"));
const words = strings.usage;

const resources = [
  { key: "cpuMillis", name: words.cpu, unit: 1, format: cpuAmount },
  { key: "memoryBytes", name: words.memory, unit: 2 ** 20, format: memoryAmount },
] as const;

/** Properties of {@link UsageCharts}. */
export interface UsageChartsProps {
  readonly usage: Usage;
  readonly hours: number;
  /** Right end of the time axis, in milliseconds since the epoch. */
  readonly until: number;
}

/** CPU and memory over time, each with its numbers in words; below them the values for whoever reads rather than looks. */
export function UsageCharts({ usage, hours, until }: UsageChartsProps) {
  return (
    <div className="space-y-6">
      {resources.map((resource) => (
        <UsageFigure key={resource.key} resource={resource} usage={usage} hours={hours} until={until} />
      ))}
      <UsageTable samples={usage.samples} />
    </div>
  );
}

function UsageFigure({ resource, usage, hours, until }: UsageChartsProps & { readonly resource: (typeof resources)[number] }) {
  const id = useId();
  const { key, name, unit, format } = resource;
  const values = usage.samples.map((sample) => sample[key]);
  const last = values.at(-1) ?? 0;
  return (
    <figure aria-labelledby={id}>
      <figcaption className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span id={id} className="font-medium">
          {name}
        </span>
        <span className="text-lg font-semibold tabular-nums">{format(last)}</span>
        <span className="text-[0.8125rem] text-muted tabular-nums">
          {words.peak(format(Math.max(...values)))} · {words.bounds(format(usage.guaranteed[key]), format(usage.limit[key]))}
        </span>
      </figcaption>
      <div className="h-40">
        <Suspense>
          <UsageChart
            label={words.chart(name, words.lastHours(hours))}
            points={seriesOf(usage, key)}
            range={[until - hours * 3_600_000, until]}
            guaranteed={usage.guaranteed[key]}
            limit={usage.limit[key]}
            unit={unit}
            format={format}
          />
        </Suspense>
      </div>
    </figure>
  );
}
