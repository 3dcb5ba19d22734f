import { readFile } from "node:fs/promises";
import type { ClusterState, OperationOptions } from "../provider.ts";
import { step, until } from "../steps.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { openNetwork, startDaemons, waitApp } from "./create.ts";
import { apiReady } from "./health.ts";
import { type TeardownContext, teardown } from "./teardown.ts";

/**
 * Brings a created cluster back: all of it after a stop, a reboot or a crash, or only what is missing, in which case pods that run are left alone.
 * Programs and configuration are in place.
 */
export async function resumeCluster(context: TeardownContext, from: ClusterState, options: OperationOptions): Promise<void> {
  const began = Date.now();
  // After a stop every pod is a new one, whatever the stored state says; a repair keeps those that run.
  const since = from === "stopped" ? began : 0;
  // A crash leaves rules and mounts behind even when every process is gone.
  if (from === "stopped") await teardown(context, options);
  await startDaemons(context, options);
  await withApi(context, async (api) => {
    const { services } = context;
    const answers = {
      what: "the API server to be ready",
      timeoutMs: 120_000,
      signal: options.signal,
      explain: () => services.tail("kubelet"),
    };
    await step(options, "control-plane", "control plane", () =>
      until(answers, async () => ((await apiReady(api, options.signal)) ? true : undefined)),
    );
    await step(options, "policy", "kube-proxy and Felix", () =>
      Promise.all([waitApp(api, "kubeProxy", since, options), waitApp(api, "felix", since, options)]),
    );
    await step(options, "node", "node Ready", () => openNetwork(context, api, began, options));
    await step(options, "add-ons", "DNS and storage", () =>
      Promise.all([waitApp(api, "coreDns", since, options), waitApp(api, "localPath", since, options)]),
    );
  });
}

/** Waits for the cluster's own pods: right after a boot everything runs, but they may still be on their way. */
export async function verifyCluster(context: TeardownContext, options: OperationOptions): Promise<void> {
  await step(options, "verify", "policy, DNS and storage", () =>
    withApi(context, (api) =>
      Promise.all((["kubeProxy", "felix", "coreDns", "localPath"] as const).map((app) => waitApp(api, app, 0, options))),
    ),
  );
}

async function withApi(context: TeardownContext, work: (api: ApiClient) => Promise<unknown>): Promise<void> {
  const api = apiClient(await readFile(context.layout.adminKubeconfig, "utf8"));
  try {
    await work(api);
  } finally {
    api.close();
  }
}
