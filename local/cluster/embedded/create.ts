import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failureText } from "../process-runner.ts";
import { ClusterError, type OperationOptions } from "../provider.ts";
import { step, until } from "../steps.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { calicoDefinitions, calicoObjects, cniUser } from "./calico-objects.ts";
import { cniConfig, cniConfigName } from "./cni-config.ts";
import { appReady, nodeReady, systemApps } from "./health.ts";
import { importArchives } from "./image-store.ts";
import { clusterImages } from "./images.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { localPathObjects } from "./local-path-objects.ts";
import type { EmbeddedParts } from "./parts.ts";
import type { TeardownContext } from "./teardown.ts";

const mtu = 1400;

/** Runs a program inside the cluster's mount namespace, where upstream's fixed paths are ours. */
export const inNamespace = (layout: EmbeddedLayout, ...argv: readonly string[]) => [
  "nsenter",
  `--mount=${layout.namespace}/mnt`,
  "--",
  ...argv,
];

/** Prepares the machine and starts containerd and the kubelet. */
export async function startDaemons(context: TeardownContext, options: OperationOptions): Promise<void> {
  const { layout, run, services } = context;
  await step(options, "host", "kernel settings, node address, mount namespace", () =>
    checked(context, ["/bin/sh", join(layout.etc, "prepare")], options),
  );
  await step(options, "containerd", "containerd", async () => {
    await services.start(options);
    await until(
      {
        what: "containerd to answer",
        timeoutMs: 30_000,
        everyMs: 100,
        signal: options.signal,
        explain: () => services.tail("containerd"),
      },
      async () => {
        const argv = [join(layout.bin, "ctr"), "--address", layout.containerdSocket, "--timeout", "2s", "version"];
        return (await run(argv, { timeoutMs: 3000 })).code === 0 ? true : undefined;
      },
    );
  });
}

/** From nothing to a Ready node with network policy, DNS and storage. The programs and their configuration are in place. */
export async function createCluster(
  context: TeardownContext,
  parts: EmbeddedParts,
  archives: readonly string[],
  options: OperationOptions,
): Promise<void> {
  const { layout, run, services } = context;
  const images = clusterImages(parts.kubernetesVersion);
  const began = Date.now();
  await startDaemons(context, options);
  await step(options, "import", `import ${archives.length} images`, () => importArchives(layout, run, archives, options));
  await step(options, "control-plane", "control plane (kubeadm init)", async () => {
    const argv = inNamespace(layout, join(layout.bin, "kubeadm"), "init", "--config", join(layout.etc, "kubeadm.yaml"));
    const result = await run(argv, {
      signal: options.signal,
      timeoutMs: 300_000,
      env: { PATH: `${layout.bin}:${process.env.PATH ?? ""}` },
    });
    await writeFile(join(layout.log, "kubeadm.log"), `${result.stdout}\n${result.stderr}`);
    if (result.code !== 0) {
      throw new ClusterError("step-failed", `${failureText(argv, result)}\nkubelet:\n${await services.tail("kubelet")}`);
    }
  });
  const api = apiClient(await readFile(layout.adminKubeconfig, "utf8"));
  try {
    await step(options, "policy", "kube-proxy and Felix", async () => {
      await applyObjects(api, context, images, options);
      await stageNetwork(context, options);
      await Promise.all([waitApp(api, "kubeProxy", began, options), waitApp(api, "felix", began, options)]);
    });
    await step(options, "node", "node Ready", () => openNetwork(context, api, began, options));
    await step(options, "add-ons", "DNS and storage", async () => {
      await Promise.all([waitApp(api, "coreDns", began, options), waitApp(api, "localPath", began, options)]);
    });
  } finally {
    api.close();
  }
}

/** Waits for rules and then lets pods start: those that started before would talk past services. */
export async function openNetwork(context: TeardownContext, api: ApiClient, since: number, options: OperationOptions): Promise<void> {
  await checked(context, ["/bin/sh", join(context.layout.etc, "open-network")], options, 120_000);
  await until(
    { what: "the node to be Ready", timeoutMs: 120_000, signal: options.signal, explain: () => context.services.tail("kubelet") },
    async () => ((await nodeReady(api, since, options.signal)) ? true : undefined),
  );
}

/** Waits until the pods of one of the cluster's own apps are ready and newer than `since`. */
export async function waitApp(api: ApiClient, app: keyof typeof systemApps, since: number, options: OperationOptions): Promise<void> {
  await until({ what: `the pods of ${app} to be ready`, timeoutMs: 180_000, signal: options.signal }, async () =>
    (await appReady(api, systemApps[app], since, options.signal)) ? true : undefined,
  );
}

async function applyObjects(
  api: ApiClient,
  { layout }: TeardownContext,
  images: ReturnType<typeof clusterImages>,
  options: OperationOptions,
) {
  const { signal } = options;
  await Promise.all(calicoDefinitions().map((definition) => api.apply(definition, { signal })));
  await until({ what: "Calico's resource definitions", timeoutMs: 30_000, everyMs: 50, signal }, async () => {
    await api.get("/apis/crd.projectcalico.org/v1/felixconfigurations", { signal });
    await api.get("/apis/crd.projectcalico.org/v1/ippools", { signal });
    await api.get("/apis/crd.projectcalico.org/v1/clusterinformations", { signal });
    return true;
  });
  for (const object of [...calicoObjects(layout, images.felix), ...localPathObjects(layout, images)]) await api.apply(object, { signal });
}

/** Writes the network configuration with its credentials, not yet in force. */
async function stageNetwork(context: TeardownContext, options: OperationOptions): Promise<void> {
  const { layout, run } = context;
  const argv = inNamespace(
    layout,
    join(layout.bin, "kubeadm"),
    "kubeconfig",
    "user",
    "--client-name",
    cniUser,
    "--config",
    join(layout.etc, "kubeadm.yaml"),
  );
  const result = await run(argv, { signal: options.signal, timeoutMs: 30_000 });
  if (result.code !== 0) throw new ClusterError("step-failed", failureText(argv, result));
  await writeFile(join(layout.etc, "calico.kubeconfig"), result.stdout, { mode: 0o600 });
  await mkdir(layout.cniStaged, { recursive: true });
  await writeFile(join(layout.cniStaged, cniConfigName), cniConfig(layout, mtu));
}

async function checked({ run }: TeardownContext, argv: readonly string[], options: OperationOptions, timeoutMs = 60_000): Promise<void> {
  const result = await run(argv, { signal: options.signal, timeoutMs });
  if (result.code !== 0) throw new ClusterError("step-failed", failureText(argv, result));
}
