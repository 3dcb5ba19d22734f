import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { usageNowQuery } from "../../api/queries.ts";
import type { Store } from "../../api/types.ts";
import { cpuAmount, memoryAmount } from "../../components/format.ts";
import { strings } from "../../strings.ts";

type Amounts = { readonly cpuMillis: number; readonly memoryBytes: number };
const Measured = createContext<ReadonlyMap<string, Amounts>>(new Map());

/** Lets the list below say what each store uses: one request for all of them, beside that of the list. */
export function MeasuredStores({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery(usageNowQuery);
  const measured = useMemo(() => new Map(data?.items.map(({ store, ...amounts }) => [store, amounts])), [data]);
  return <Measured value={measured}>{children}</Measured>;
}

/** What a store uses of what it is guaranteed, as two short texts; undefined where nothing is measured. */
export function useStoreUse({ name, demand }: Pick<Store, "name" | "demand">): { cpu: string; memory: string } | undefined {
  const amounts = useContext(Measured).get(name);
  if (amounts === undefined) return undefined;
  return {
    cpu: strings.usage.of(cpuAmount(amounts.cpuMillis), cpuAmount(demand.cpuMillis)),
    memory: strings.usage.of(memoryAmount(amounts.memoryBytes), memoryAmount(demand.memoryMiB * 2 ** 20)),
  };
}
