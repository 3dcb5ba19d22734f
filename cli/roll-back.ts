import { namespaceName, releaseName } from "../constructs/names.ts";
import { openCluster } from "../control/cluster/client.ts";
import { findFailedUpgrade } from "../control/cluster/failed-upgrade.ts";
import { runClusterTool } from "./cluster-tool.ts";

/** Options of {@link rollBackFailedUpgrades}. */
export interface RollBackOptions {
  /** Text of the kubeconfig. */
  readonly kubeconfig: string;
  /** Folder with the tools under their plain names. */
  readonly binFolder: string;
  readonly signal: AbortSignal;
}

const rollBackSeconds = 180;

/**
 * Puts stores back on the image of before where an upgrade failed and its setup has restored the database: until then nothing serves them.
 * The declared fleet stays as it is, so the next `up` tries the upgrade again.
 *
 * @returns what was done, one sentence per store; empty where there was nothing to do
 */
export async function rollBackFailedUpgrades(stores: readonly string[], options: RollBackOptions): Promise<string[]> {
  const { kubeconfig, binFolder, signal } = options;
  const cluster = openCluster(kubeconfig);
  const found = await Promise.all(stores.map((store) => findFailedUpgrade(cluster, store)));
  const failed = found.filter((upgrade) => upgrade !== undefined);
  if (failed.length === 0) return [];
  return Promise.all(
    failed.map(async ({ store, revision, reason }) => {
      const args = ["rollback", releaseName(store), String(revision), "--namespace", namespaceName(store)];
      try {
        await runClusterTool({ name: "helm", binFolder, kubeconfig, signal }, [...args, "--wait", "--timeout", `${rollBackSeconds}s`]);
        return `${store}: ${reason}. The image of before is back (Helm revision ${revision}); the next up tries the upgrade again.`;
      } catch (error) {
        return `${store}: ${reason}. The image of before could not be put back: ${error instanceof Error ? error.message : error}`;
      }
    }),
  );
}
