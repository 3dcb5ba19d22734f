import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ProcessRunner, runProcess } from "../process-runner.ts";
import {
  type Availability,
  ClusterError,
  type ClusterExposure,
  type ClusterPlan,
  type ClusterProvider,
  type ClusterState,
  type ClusterStatus,
  type OperationOptions,
  type StartResult,
} from "../provider.ts";
import { secondsSince, step, until } from "../steps.ts";
import { apiClient } from "./api-client.ts";
import { adminKubeconfig, createCluster, openNetwork, startDaemons, waitApp } from "./create.ts";
import { apiReady, nodeReady } from "./health.ts";
import { checkHost, hostFacts } from "./host-checks.ts";
import { importArchives } from "./image-store.ts";
import { buildClusterImages } from "./images.ts";
import { type EmbeddedLayout, embeddedLayout, network, storageClass } from "./layout.ts";
import { withMachineLock } from "./lock.ts";
import type { EmbeddedParts } from "./parts.ts";
import { installPrograms, writeConfiguration } from "./programs.ts";
import { type ClusterRecord, readRecord, recordRevision, removeRecord, writeRecord } from "./record.ts";
import type { ServiceManager } from "./services.ts";
import { supervisedServices } from "./supervised-services.ts";
import { systemdRuns, systemdServices } from "./systemd-services.ts";
import { ownProcesses, teardown } from "./teardown.ts";

/** Options of {@link embeddedProvider}. */
export interface EmbeddedOptions {
  /** Makes or finds the programs; only called when a start needs them. */
  readonly parts: (options: OperationOptions) => Promise<EmbeddedParts>;
  /** The Storefleet cache folder, for image archives. */
  readonly cache: string;
  /** Where the kubeconfig is written, mode 0600. */
  readonly kubeconfigFile: string;
  /** @default 80 */
  readonly httpPort?: number;
  /** @default 443 */
  readonly httpsPort?: number;
  /** @default - /var/lib/storefleet and /run/storefleet */
  readonly layout?: EmbeddedLayout;
  /** @default - real processes */
  readonly run?: ProcessRunner;
}

const lockName = "storefleet-embedded-cluster";

/** Upstream Kubernetes on this machine, by kubeadm, with nothing but our own folders. Linux, root. */
export function embeddedProvider(given: EmbeddedOptions): ClusterProvider {
  const layout = given.layout ?? embeddedLayout();
  const run = given.run ?? runProcess;
  const exposes: ClusterExposure = {
    httpPort: given.httpPort ?? 80,
    httpsPort: given.httpsPort ?? 443,
    address: "127.0.0.1",
    storageClass,
  };
  const requirements = (exists: boolean) => ({ ...exposes, layout, exists });
  const services = async (): Promise<ServiceManager> => ((await systemdRuns()) ? systemdServices(layout, run) : supervisedServices(layout));
  const context = async () => ({ layout, run, services: await services() });

  const state = async (): Promise<{ readonly state: ClusterState; readonly detail: string; readonly record?: ClusterRecord }> => {
    const record = await readRecord(layout.record);
    if (record === undefined) return { state: "absent", detail: "no cluster was made on this machine" };
    if (record.phase === "creating")
      return { state: "incomplete", detail: "its creation was cut off; the next start makes it anew", record };
    const now = await (await services()).status();
    const parts = Object.entries(now).filter(([name, up]) => !up && name !== "keeper");
    if (!now.containerd && !now.kubelet && (await ownProcesses(layout)).length === 0) {
      return { state: "stopped", detail: "its data is on disk, nothing runs", record };
    }
    if (parts.length > 0 || !now.keeper) {
      return {
        state: "degraded",
        detail: `not running: ${[...parts.map(([name]) => name), ...(now.keeper ? [] : ["supervisor"])].join(", ")}`,
        record,
      };
    }
    const kubeconfig = await readFile(adminKubeconfig(layout), "utf8").catch(() => undefined);
    if (kubeconfig === undefined) return { state: "degraded", detail: `${adminKubeconfig(layout)} cannot be read; only root may`, record };
    const api = apiClient(kubeconfig);
    try {
      if (!(await apiReady(api))) return { state: "degraded", detail: "the API server does not answer", record };
      if (!(await nodeReady(api, 0))) return { state: "degraded", detail: "the node is not Ready", record };
      return {
        state: "running",
        detail: `Kubernetes ${record.kubernetesVersion} answers on ${network.nodeAddress}:${network.apiPort}`,
        record,
      };
    } finally {
      api.close();
    }
  };

  const publishKubeconfig = async () => {
    await mkdir(dirname(given.kubeconfigFile), { recursive: true });
    const text = await readFile(adminKubeconfig(layout), "utf8");
    if ((await readFile(given.kubeconfigFile, "utf8").catch(() => "")) === text) return;
    await writeFile(given.kubeconfigFile, text, { mode: 0o600 });
  };

  const create = async (options: OperationOptions) => {
    const parts = await step(options, "programs", "programs", () => given.parts(options));
    const archives = await step(options, "images", "images of the cluster's own parts", () =>
      buildClusterImages(parts, given.cache, options),
    );
    await mkdir(layout.root, { recursive: true });
    const record: ClusterRecord = {
      revision: recordRevision,
      phase: "creating",
      kubernetesVersion: parts.kubernetesVersion,
      enabled: true,
    };
    await writeRecord(layout.record, record);
    await installPrograms(layout, parts);
    await writeConfiguration(layout, parts.kubernetesVersion);
    await createCluster(await context(), parts, archives, options);
    await writeRecord(layout.record, { ...record, phase: "created" });
  };

  const resume = async (record: ClusterRecord, from: ClusterState, options: OperationOptions) => {
    const began = Date.now();
    // After a stop every pod is a new one; a repair leaves those that run alone.
    const since = from === "stopped" ? began : 0;
    // A crash leaves rules and mounts behind even when every process is gone.
    if (from === "stopped") await teardown(await context(), options);
    await writeConfiguration(layout, record.kubernetesVersion);
    await writeRecord(layout.record, { ...record, enabled: true });
    const all = await context();
    await startDaemons(all, options);
    const api = apiClient(await readFile(adminKubeconfig(layout), "utf8"));
    try {
      await step(options, "control-plane", "control plane", () =>
        until(
          { what: "the API server to be ready", timeoutMs: 120_000, signal: options.signal, explain: () => all.services.tail("kubelet") },
          async () => ((await apiReady(api, options.signal)) ? true : undefined),
        ),
      );
      await step(options, "policy", "kube-proxy and Felix", () =>
        Promise.all([waitApp(api, "kubeProxy", since, options), waitApp(api, "felix", since, options)]),
      );
      await step(options, "node", "node Ready", () => openNetwork(all, api, began, options));
      await step(options, "add-ons", "DNS and storage", () =>
        Promise.all([waitApp(api, "coreDns", since, options), waitApp(api, "localPath", since, options)]),
      );
    } finally {
      api.close();
    }
  };

  const start = async (options: OperationOptions): Promise<StartResult> => {
    const began = performance.now();
    const found = await step(options, "check", "this machine and the cluster's state", () => state());
    if (found.record !== undefined && found.record.revision !== recordRevision) {
      throw new ClusterError(
        "outdated",
        `the cluster in ${layout.root} was made by another version of storefleet (layout ${found.record.revision}; this one makes ${recordRevision}). ` +
          "Nothing was changed. Delete the cluster, with all data in it, and start again; or use the version that made it",
      );
    }
    if (found.state !== "running") {
      const needs = requirements(found.record?.phase === "created");
      checkHost(await hostFacts(needs), needs);
      if (found.state === "incomplete") {
        await step(options, "clean", "what a cut-off creation left", async () => removeAll(options));
      }
      if (found.record === undefined || found.state === "incomplete") await create(options);
      else await resume(found.record, found.state, options);
    }
    await publishKubeconfig();
    return { from: found.state, changed: found.state !== "running", seconds: secondsSince(began) };
  };

  const removeAll = async (options: OperationOptions) => {
    const all = await context();
    await teardown(all, options, 0);
    await all.services.remove();
    await rm(layout.root, { recursive: true, force: true });
    await rm(layout.run, { recursive: true, force: true });
  };

  const locked = <T>(operation: string, options: OperationOptions, work: () => Promise<T>) =>
    withMachineLock(lockName, operation, options, work);

  return {
    name: "embedded",
    exposes,
    async detect(): Promise<Availability> {
      const found = await state();
      if (found.state === "running" || found.state === "degraded") return { available: true, reason: found.detail };
      try {
        const needs = requirements(found.record?.phase === "created");
        checkHost(await hostFacts(needs), needs);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        return { available: false, reason: error.message };
      }
      return { available: true, reason: "Linux, root, and nothing in the way" };
    },
    async plan(): Promise<ClusterPlan> {
      const found = await state();
      return { provider: "embedded", state: found.state, steps: planSteps(found.state) };
    },
    start: (options = {}) => locked("start", options, () => start(options)),
    stop: (options = {}) =>
      locked("stop", options, async () => {
        const record = await readRecord(layout.record);
        if (record !== undefined) await writeRecord(layout.record, { ...record, enabled: false });
        await step(options, "stop", "pods, kubelet, containerd, rules", async () => teardown(await context(), options));
      }),
    delete: (options = {}) =>
      locked("delete", options, async () => {
        await step(options, "delete", "the cluster and its data", () => removeAll(options));
        await rm(given.kubeconfigFile, { force: true });
        await removeRecord(layout.record);
      }),
    async status(): Promise<ClusterStatus> {
      const found = await state();
      return { state: found.state, detail: found.detail, ...(found.record !== undefined && { version: found.record.kubernetesVersion }) };
    },
    async kubeconfig(): Promise<string> {
      const text = await readFile(adminKubeconfig(layout), "utf8").catch(() => undefined);
      if (text === undefined) throw new ClusterError("not-running", "there is no embedded cluster yet; start it first");
      return text;
    },
    async loadImages(archives, options = {}) {
      const now = await state();
      if (now.state !== "running")
        throw new ClusterError("not-running", `images can only be loaded into a running cluster: ${now.detail}; start it first`);
      await importArchives(layout, run, archives, options);
    },
  };
}

function planSteps(state: ClusterState): readonly string[] {
  const start = ["start containerd and the kubelet", "wait for the API server, kube-proxy and Felix", "let pods start"];
  const create = ["get the programs", "build the images of the cluster's own parts", "create the cluster with kubeadm", ...start];
  if (state === "running") return [];
  if (state === "absent") return create;
  if (state === "incomplete") return ["remove what the cut-off creation left", ...create];
  return start;
}
