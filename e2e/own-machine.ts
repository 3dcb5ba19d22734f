import { readFile } from "node:fs/promises";
import { namespaceName } from "../constructs/names.ts";
import { openCluster } from "../control/cluster/client.ts";
import { kubeconfigPath } from "../local/cluster/choose.ts";

/** Says that the stores of this machine may be lost. */
export const replaceStoresVariable = "STOREFLEET_REPLACE_STORES";

/**
 * Cluster tests and benchmarks replace this machine's fleet, and some delete its cluster: a person's stores are not theirs to lose.
 *
 * @throws {Error} naming the stores, unless `STOREFLEET_REPLACE_STORES=true` or `CI=true`
 */
export async function refuseToReplaceStores(what: string, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (environment[replaceStoresVariable] === "true" || environment.CI === "true") return;
  const stores = await storesOf(environment);
  if (stores.length === 0) return;
  throw new Error(
    `${what} would delete this machine's stores with their data: ${stores.join(", ")}. Nothing was touched. ` +
      `Remove them yourself (npm run destroy), or allow it: ${replaceStoresVariable}=true`,
  );
}

/** Stores in the cluster; none where no cluster answers. */
async function storesOf(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const kubeconfig = await readFile(kubeconfigPath(environment), "utf8").catch(() => undefined);
  if (kubeconfig === undefined) return [];
  const { items } = await openCluster(kubeconfig)
    .core.listNamespace()
    .catch(() => ({ items: [] }));
  const prefix = namespaceName("");
  return items.flatMap(({ metadata }) => (metadata?.name?.startsWith(prefix) ? [metadata.name.slice(prefix.length)] : [])).sort();
}
