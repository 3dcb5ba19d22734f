/** @jest-environment jsdom */
import { afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Usage } from "../../api/types.ts";
import { UsageCharts } from "./usage-charts.tsx";

beforeAll(() => {
  // Charts are as large as their place, and jsdom has no places.
  jest.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue({ width: 640, height: 160 } as DOMRect);
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});
// The library takes longer to load than a test waits.
beforeAll(() => import("./usage-chart.tsx"));
afterEach(cleanup);

const until = Date.parse("2026-01-31T12:00:00.000Z");
const mebibyte = 2 ** 20;
const usage: Usage = {
  store: "rose",
  measuredAt: new Date(until).toISOString(),
  unavailable: null,
  guaranteed: { cpuMillis: 190, memoryBytes: 1248 * mebibyte },
  limit: { cpuMillis: 7500, memoryBytes: 3712 * mebibyte },
  stepSeconds: 60,
  samples: [412, 38].map((cpuMillis, index) => ({
    at: new Date(until - (2 - index) * 60_000).toISOString(),
    cpuMillis,
    memoryBytes: (700 - index) * mebibyte,
  })),
};

test("each resource is a figure that says its numbers in words", async () => {
  render(<UsageCharts usage={usage} hours={1} until={until} />);
  await screen.findAllByRole("application");
  expect(screen.getByRole("figure", { name: "CPU" }).textContent).toContain(
    "CPU0.04 CPUpeak 0.41 CPU · 0.19 CPU guaranteed, 7.5 CPU at most",
  );
  expect(screen.getByRole("figure", { name: "Memory" }).textContent).toContain(
    "Memory699 MiBpeak 700 MiB · 1248 MiB guaranteed, 3.6 GiB at most",
  );
});

test("the chart has a name, and says the value under the arrow keys", async () => {
  render(<UsageCharts usage={usage} hours={1} until={until} />);
  const figure = within(screen.getByRole("figure", { name: "Memory" }));
  const chart = await figure.findByRole("application", { name: /^Memory over the last hour/ });
  act(() => chart.focus());
  await userEvent.keyboard("{ArrowRight}");
  expect((await figure.findByRole("status")).textContent).toContain("699 MiB");
});

test("what is guaranteed is always drawn, the limit only when it comes near", async () => {
  render(<UsageCharts usage={{ ...usage, limit: { ...usage.limit, memoryBytes: 1024 * mebibyte } }} hours={6} until={until} />);
  const [cpu, memory] = screen.getAllByRole("figure").map((figure) => within(figure));
  await memory?.findByText("limit");
  expect(memory?.getByText("guaranteed")).toBeDefined();
  expect(cpu?.getByText("guaranteed")).toBeDefined();
  expect(cpu?.queryByText("limit")).toBeNull();
});

test("the values are also a table, the newest first", async () => {
  render(<UsageCharts usage={usage} hours={1} until={until} />);
  expect(screen.queryByRole("table")).toBeNull();
  await userEvent.click(screen.getByText("Show the values as a table"));
  const [head, ...rows] = await screen.findAllByRole("row");
  expect(head?.textContent).toBe("TimeCPUMemory");
  expect(
    rows.map((row) =>
      within(row)
        .getAllByRole("cell")
        .map(({ textContent }) => textContent),
    ),
  ).toEqual([
    ["0.04 CPU", "699 MiB"],
    ["0.41 CPU", "700 MiB"],
  ]);
});
