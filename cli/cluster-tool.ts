import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A program of the cluster's, by what it acts with. */
export interface ClusterTool {
  readonly name: "helm" | "kubectl";
  /** Folder with the tools under their plain names. */
  readonly binFolder: string;
  /** Text of the kubeconfig; a secret, which the program finds in a file of this account alone, for as long as it runs. */
  readonly kubeconfig: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a program on a cluster, with a home of its own.
 *
 * @returns its standard output
 * @throws with what it said when it fails
 */
export async function runClusterTool({ name, binFolder, kubeconfig, signal }: ClusterTool, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `storefleet-${name}-`));
  try {
    const file = join(folder, "kubeconfig");
    await writeFile(file, kubeconfig, { mode: 0o600 });
    const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: file };
    return (await promisify(execFile)(join(binFolder, name), args, { env, signal })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
