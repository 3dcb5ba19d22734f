import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { loadStores, storesFor } from "../../stores/load.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import type { DeclaredStore } from "../api/dependencies.ts";
import type { ClusterClient } from "../cluster/client.ts";
import { inTime } from "../cluster/in-time.ts";
import { observeStores } from "../cluster/observe.ts";
import { storeStatus } from "../cluster/store-status.ts";
import type { Settings } from "./settings.ts";

const freshMilliseconds = 5_000;

/** Options of {@link declaredFleet}. */
export interface DeclaredFleetOptions {
  readonly settings: Settings;
  readonly cluster: ClusterClient;
  /** The file has changed and cannot be used: the fleet of before stays. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * The declared stores and what the cluster shows of them, looked at every few seconds at most. An edited file is read again then.
 *
 * @throws when the file cannot be used at the start
 */
export async function declaredFleet({
  settings,
  cluster,
  onRefused,
}: DeclaredFleetOptions): Promise<() => Promise<readonly DeclaredStore[]>> {
  const changedAt = async () => (await stat(settings.storesFile)).mtimeMs;
  let readAt = await changedAt();
  let specs = await readSpecs(settings, readAt);
  const refresh = async (): Promise<void> => {
    const now = await changedAt();
    if (now === readAt) return;
    readAt = now;
    specs = await readSpecs(settings, now);
  };
  const observe = async (): Promise<readonly DeclaredStore[]> => {
    await refresh().catch(onRefused);
    if (specs.length === 0) return [];
    const names = specs.map(({ name }) => name);
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

/** @param version Modules are kept by their address; another version of a file needs another one. */
async function readSpecs({ storesFile, environment }: Settings, version: number): Promise<readonly StoreSpec[]> {
  const module = (await import(`${pathToFileURL(storesFile).href}?version=${version}`)) as { default?: unknown };
  return storesFor(loadStores(module.default), environment);
}
