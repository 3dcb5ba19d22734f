import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { controlPlaneFiles, writePrivate } from "../../control/server/settings.ts";
import { openShop } from "../../control/verify/shop-http.ts";
import { controlPlaneName, controlPlaneUrl } from "../../stacks/add-ons/control-plane-settings.ts";
import { platform } from "../../stacks/add-ons/platform-access.ts";
import { runClusterTool } from "../cluster-tool.ts";
import type { Environment } from "../environment.ts";
import { pendingFirstLogin } from "./first-login.ts";
import type { StartedControlPlane } from "./start.ts";

const login = z.strictObject({ email: z.string(), password: z.string(), apiKey: z.string() });
const known = z.strictObject({ url: z.string(), apiKey: z.string().optional() });

/** How this machine's command line reaches a control plane in the cluster. The key is a secret. */
export type KnownInCluster = z.output<typeof known>;

/** Options of {@link openInCluster}. */
export interface OpenOptions {
  readonly stateDir: string;
  readonly environment: Environment;
  /** Text of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Folder with `kubectl`. */
  readonly binFolder: string;
  readonly signal: AbortSignal;
}

/** How long the ingress controller may take to learn of a new route, in milliseconds. */
const patienceMilliseconds = 60_000;

/**
 * Waits until a control plane in the cluster answers through the ingress, and fetches its first log-in into a file, the first time only.
 *
 * @throws when it does not answer
 */
export async function openInCluster(options: OpenOptions): Promise<StartedControlPlane> {
  const { stateDir, environment, signal } = options;
  const url = controlPlaneUrl(environment.address);
  await answer(url, signal);
  const text = await takeFirstLogin(options);
  const before = await readInCluster(stateDir);
  const files = controlPlaneFiles(stateDir);
  let key = before?.apiKey;
  if (text !== "") {
    const { apiKey, ...firstLogin } = login.parse(JSON.parse(text));
    key = apiKey;
    // The cluster has forgotten it by now.
    await writePrivate(files.inClusterFirstLogin, JSON.stringify(firstLogin));
  }
  await writePrivate(files.inCluster, JSON.stringify({ url, ...(key === undefined ? {} : { apiKey: key }) }));
  return { url, firstLoginFile: await pendingFirstLogin(files.inClusterFirstLogin), started: before === undefined };
}

/** What this machine knows of a control plane in the cluster; nothing while it runs in the background. */
export async function readInCluster(stateDir: string): Promise<KnownInCluster | undefined> {
  const text = await readFile(controlPlaneFiles(stateDir).inCluster, "utf8").catch(() => undefined);
  return text === undefined ? undefined : known.parse(JSON.parse(text));
}

async function answer(url: string, signal: AbortSignal): Promise<void> {
  const http = openShop(url, { signal });
  try {
    for (const deadline = Date.now() + patienceMilliseconds; ; await pause(200, undefined, { signal })) {
      const reply = await http.send("/readyz").catch(() => undefined);
      if (reply?.status === 200) return;
      if (Date.now() > deadline) throw new Error(`the control plane does not answer at ${url} (${reply?.status ?? "no connection"})`);
    }
  } finally {
    await http.close();
  }
}

/** Only who may run commands in its pods can have it: the cluster's administrator. */
async function takeFirstLogin({ kubeconfig, binFolder, signal }: OpenOptions): Promise<string> {
  const node = ["node", "--disable-warning=ExperimentalWarning", "control/server/in-cluster/first-login.ts"];
  const args = ["exec", `--namespace=${platform.namespace}`, `deployment/${controlPlaneName}`, "--", ...node];
  return (await runClusterTool({ name: "kubectl", binFolder, kubeconfig, signal }, args)).trim();
}
