import { pathToFileURL } from "node:url";
import { loadStores, storesFor } from "../../stores/load.ts";
import type { DeclaredStore } from "../api/dependencies.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { observeStores } from "../cluster/observe.ts";
import { storeStatus } from "../cluster/store-status.ts";
import { inTime } from "./in-time.ts";
import type { Settings } from "./settings.ts";

const freshMilliseconds = 5_000;

/** The declared stores and what the cluster shows of them, looked at every few seconds at most. */
export async function declaredFleet(settings: Settings, cluster: ClusterClient): Promise<() => Promise<readonly DeclaredStore[]>> {
  const module = (await import(pathToFileURL(settings.storesFile).href)) as { default?: unknown };
  const specs = storesFor(loadStores(module.default), settings.environment);
  const names = specs.map(({ name }) => name);
  const observe = async (): Promise<readonly DeclaredStore[]> => {
    if (specs.length === 0) return [];
    const observed = await inTime(observeStores(cluster, names)).catch((error: unknown) => String(error));
    return specs.map((spec): DeclaredStore => {
      if (typeof observed === "string") {
        return { spec, state: { status: "Unavailable", reason: `the cluster does not answer: ${observed}` }, proof: undefined };
      }
      const observation = observed.find(({ name }) => name === spec.name);
      const missing = observation === undefined ? settings.unavailable[spec.engine] : undefined;
      return {
        spec,
        state: missing === undefined ? storeStatus(observation) : { status: "Unavailable", reason: missing },
        proof: observation?.proof,
      };
    });
  };
  let last: { readonly at: number; readonly stores: Promise<readonly DeclaredStore[]> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > freshMilliseconds) last = { at: Date.now(), stores: observe() };
    return last.stores;
  };
}
