/** @jest-environment jsdom */
import { afterEach, expect, test } from "@jest/globals";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { usageQuery } from "../../api/queries.ts";
import type { Usage } from "../../api/types.ts";
import { UsagePanel } from "./usage-panel.tsx";

afterEach(cleanup);

const nothing: Usage = {
  store: "rose",
  measuredAt: null,
  unavailable: null,
  guaranteed: { cpuMillis: 190, memoryBytes: 2 ** 30 },
  limit: { cpuMillis: 7500, memoryBytes: 2 ** 32 },
  stepSeconds: 60,
  samples: [],
};

/** The panel with what was read for each range, in hours. */
function show(read: Readonly<Record<number, Usage>>): void {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  for (const [hours, usage] of Object.entries(read)) client.setQueryData(usageQuery("rose", Number(hours)).queryKey, usage);
  render(
    <QueryClientProvider client={client}>
      <UsagePanel name="rose" />
    </QueryClientProvider>,
  );
}

test("says why nothing is measured, and what helps", () => {
  show({ 1: { ...nothing, unavailable: "the cluster has no metrics API; install metrics-server" } });
  const notice = screen.getByRole("status");
  expect(notice.textContent).toContain("Nothing is measured at the moment");
  expect(notice.textContent).toContain("install metrics-server");
  expect(screen.queryByRole("figure")).toBeNull();
});

test("of a new store says when to expect the first measurement", () => {
  show({ 1: nothing });
  expect(screen.getByRole("status").textContent).toContain("No measurement in this range yet");
});

test("the range is chosen among an hour, six and a day", async () => {
  show({ 1: nothing, 6: nothing, 24: { ...nothing, unavailable: "chosen" } });
  const ranges = screen.getAllByRole("radio");
  expect(ranges.map(({ textContent, ariaChecked }) => [textContent, ariaChecked])).toEqual([
    ["1 h", "true"],
    ["6 h", "false"],
    ["24 h", "false"],
  ]);
  await userEvent.click(screen.getByRole("radio", { name: "24 h" }));
  expect(screen.getByRole("status").textContent).toContain("chosen");
});
