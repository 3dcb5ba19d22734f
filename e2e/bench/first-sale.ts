import { openCluster } from "../../control/cluster/client.ts";
import { chooseProvider } from "../../local/cluster/choose.ts";
import { clusterMemory, systemNamespaces } from "../../local/cluster/memory.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { benchStore as store } from "./bench-store.ts";
import { type Milestone, milestonesOf } from "./milestones.ts";
import type { Figure } from "./table.ts";

/** Name of the figure that `kubectl apply` is compared with. */
export const untilProven = "up, until the order is proven";

const mebibyte = 1024 * 1024;

/**
 * One store from `up` to its proven order with everything cached and the cluster running, twice: through the engine, and the same
 * again with nothing to do. Broken down by what Kubernetes reports.
 */
export async function benchFirstSale(): Promise<Figure[]> {
  const group = "one Medusa store, images present";
  const fleet = await Fleet.create();
  try {
    await fleet.declare([]);
    succeeded(await fleet.up());
    await fleet.declare([store]);
    const before = Date.now();
    const first = await fleet.up();
    const report = succeeded(first);
    const provider = await chooseProvider({});
    const cluster = openCluster(await provider.kubeconfig());
    const milestones = await milestonesOf(cluster, store.name);
    const again = await fleet.up();
    succeeded(again);
    const memory = await clusterMemory(await provider.kubeconfig());
    const used = memory.namespaces[`store-${store.name}`]?.workingSetBytes ?? 0;
    return [
      { group, name: untilProven, value: first.seconds, unit: "s", goal: 25 },
      ...milestones.map(
        ({ name, at }: Milestone): Figure => ({ group, name: `  ${name}`, value: Math.max(0, (at - before) / 1000), unit: "s" }),
      ),
      {
        group,
        name: "  the order itself",
        value: report.stores.find(({ name }) => name === store.name)?.proof?.seconds ?? Number.NaN,
        unit: "s",
      },
      { group, name: "up again, nothing changed", value: again.seconds, unit: "s", goal: 60 },
      { group: "idle memory (working set)", name: "the store", value: used / mebibyte, unit: "MiB" },
      {
        group: "idle memory (working set)",
        name: `the cluster's own (daemons, ${systemNamespaces.join(", ")})`,
        value: memory.own.workingSetBytes / mebibyte,
        unit: "MiB",
      },
    ];
  } finally {
    await fleet.declare([]);
    await fleet.up();
    await fleet.remove();
  }
}
