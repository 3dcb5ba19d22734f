import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTip, tick } from "../../components/chart.tsx";
import { absoluteTime, dayTime } from "../../components/format.ts";
import { strings } from "../../strings.ts";
import type { Point } from "./usage-series.ts";

/** Properties of {@link UsageChart}. */
export interface UsageChartProps {
  /** What is shown, and how it is read. */
  readonly label: string;
  readonly points: readonly Point[];
  /** First and last moment of the time axis. */
  readonly range: readonly [number, number];
  readonly guaranteed: number;
  readonly limit: number;
  /** What the axis counts in, so that its marks are round numbers. */
  readonly unit: number;
  /** A value in words. */
  readonly format: (value: number) => string;
}

const lineLabel = (value: string) => ({ value, position: "insideTopRight", fill: "var(--muted)", fontSize: 11 }) as const;

/** A line stays small below a limit that is far away: it is drawn once half of it is used. */
const nearLimit = 0.5;

/** One resource over time, with what is guaranteed and, when it comes near, the limit. */
export default function UsageChart({ label, points, range, guaranteed, limit, unit, format }: UsageChartProps) {
  const data = points.map(({ at, value }) => ({ at, value: value === null ? null : value / unit }));
  const peak = Math.max(0, ...points.map(({ value }) => value ?? 0));
  const inWords = (units: number) => (units === 0 ? "0" : format(units * unit));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={data} syncId="usage" syncMethod="value" margin={{ top: 8, right: 0, bottom: 0, left: 0 }} aria-label={label}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          domain={[...range]}
          allowDataOverflow
          tickFormatter={dayTime}
          tick={tick}
          stroke="var(--line-strong)"
          minTickGap={40}
        />
        <YAxis domain={[0, "auto"]} tickFormatter={inWords} tick={tick} stroke="var(--line-strong)" width={72} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as Point | undefined;
            return active && point?.value != null ? (
              <ChartTip role="status" title={format(point.value * unit)}>
                {absoluteTime(new Date(point.at).toISOString())}
              </ChartTip>
            ) : null;
          }}
        />
        <ReferenceLine
          y={guaranteed / unit}
          ifOverflow="extendDomain"
          stroke="var(--muted)"
          strokeDasharray="4 4"
          label={lineLabel(strings.usage.guaranteed)}
        />
        {peak >= nearLimit * limit && (
          <ReferenceLine y={limit / unit} ifOverflow="extendDomain" stroke="var(--bad)" label={lineLabel(strings.usage.limit)} />
        )}
        <Area
          dataKey="value"
          type="linear"
          stroke="var(--accent)"
          strokeWidth={1.5}
          fill="var(--accent)"
          fillOpacity={0.12}
          dot={points.length === 1}
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}
