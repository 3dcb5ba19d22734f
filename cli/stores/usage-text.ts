import type { UsageView } from "../../control/api/schemas/usage.ts";
import { type Column, renderTable } from "../terminal.ts";

interface Row {
  readonly resource: string;
  readonly values: readonly number[];
  readonly guaranteed: number;
  readonly limit: number;
  readonly text: (value: number) => string;
}

const amount = (title: string, of: (row: Row) => number | undefined): Column<Row> => ({
  title,
  align: "right",
  value: (row) => {
    const value = of(row);
    return value === undefined ? "–" : row.text(value);
  },
});

const columns: readonly Column<Row>[] = [
  { title: "", value: ({ resource }) => resource },
  amount("now", ({ values }) => values.at(-1)),
  amount("peak", ({ values }) => (values.length === 0 ? undefined : Math.max(...values))),
  amount("guaranteed", ({ guaranteed }) => guaranteed),
  amount("limit", ({ limit }) => limit),
];

/** What a store uses, in a few lines. */
export function usageText({ samples, guaranteed, limit, measuredAt, unavailable }: UsageView): string {
  const table = renderTable(columns, [
    {
      resource: "CPU",
      values: samples.map(({ cpuMillis }) => cpuMillis),
      guaranteed: guaranteed.cpuMillis,
      limit: limit.cpuMillis,
      text: (millis) => `${Math.round(millis)}m`,
    },
    {
      resource: "memory",
      values: samples.map(({ memoryBytes }) => memoryBytes),
      guaranteed: guaranteed.memoryBytes,
      limit: limit.memoryBytes,
      text: (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`,
    },
  ]);
  if (unavailable !== null) return `${table}\n${unavailable}`;
  return measuredAt === null ? table : `${table}\nmeasured at ${measuredAt}`;
}
