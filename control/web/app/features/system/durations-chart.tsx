import { CartesianGrid, Legend, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from "recharts";
import type { System } from "../../api/types.ts";
import { ChartTip, tick } from "../../components/chart.tsx";
import { absoluteTime, clockTime, duration } from "../../components/format.ts";
import { strings } from "../../strings.ts";

const colours = ["var(--accent)", "var(--good)"];

/** Every recent provisioning as a dot, with median and 95th percentile per engine in words. */
export default function DurationsChart({ durations }: { readonly durations: System["durations"] }) {
  const measured = durations.filter(({ samples }) => samples > 0);
  return (
    <>
      <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
        {measured.map(({ engine, p50, p95, samples }) => (
          <div key={engine}>
            <dt className="text-xs text-muted">
              {strings.engines[engine]} · {strings.system.samples(samples)}
            </dt>
            <dd className="text-lg font-semibold tabular-nums">
              {duration(p50)} <span className="text-[0.8125rem] font-normal text-muted">{strings.system.p50}</span>
              <span className="ml-4">{duration(p95)}</span>{" "}
              <span className="text-[0.8125rem] font-normal text-muted">{strings.system.p95}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="h-64" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="at"
              type="number"
              domain={["dataMin", "dataMax"]}
              tickFormatter={(at: number) => clockTime(new Date(at).toISOString())}
              tick={tick}
              stroke="var(--line-strong)"
              minTickGap={48}
            />
            <YAxis dataKey="seconds" type="number" domain={[0, "auto"]} unit=" s" tick={tick} stroke="var(--line-strong)" width={56} />
            <Tooltip
              cursor={false}
              content={({ payload }) => {
                const point = payload?.[0]?.payload as { at: number; seconds: number; store: string } | undefined;
                return point === undefined ? null : (
                  <ChartTip title={point.store}>
                    {duration(point.seconds)} · {absoluteTime(new Date(point.at).toISOString())}
                  </ChartTip>
                );
              }}
            />
            <Legend iconType="circle" iconSize={8} />
            {measured.map(({ engine, recent }, index) => (
              <Scatter
                key={engine}
                name={strings.engines[engine]}
                data={recent.map(({ at, ...rest }) => ({
                  ...rest,
                  at: Date.parse(at),
                }))}
                fill={colours[index % colours.length] ?? "var(--accent)"}
                isAnimationActive={false}
              />
            ))}
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </>
  );
}
