/** @jest-environment jsdom */
import { afterEach, expect, test } from "@jest/globals";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { usageNowQuery } from "../../api/queries.ts";
import { MeasuredStores, useStoreUse } from "./store-use.tsx";

afterEach(cleanup);

function Shown({ name }: { readonly name: string }) {
  const use = useStoreUse({ name, demand: { cpuMillis: 190, memoryMiB: 1248, pods: 6, storageGiB: 3, volumes: 3 } });
  return <p>{use === undefined ? "nothing" : `${use.cpu}, ${use.memory}`}</p>;
}

test.each([
  ["rose", "0.04 CPU of 0.19 CPU, 700 MiB of 1248 MiB"],
  ["lily", "nothing"],
])("of %s is said: %s", (name, text) => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const items = [{ store: "rose", cpuMillis: 40.5, memoryBytes: 700 * 2 ** 20 }];
  client.setQueryData(usageNowQuery.queryKey, { measuredAt: "2026-01-31T12:00:00.000Z", unavailable: null, items });
  render(
    <QueryClientProvider client={client}>
      <MeasuredStores>
        <Shown name={name} />
      </MeasuredStores>
    </QueryClientProvider>,
  );
  expect(screen.getByText(text)).toBeDefined();
});
