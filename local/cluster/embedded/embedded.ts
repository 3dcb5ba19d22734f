import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ProcessRunner, runProcess } from "../process-runner.ts";
import { ClusterError, type ClusterExposure, type ClusterProvider, type OperationOptions, type StartResult } from "../provider.ts";
import { secondsSince, step } from "../steps.ts";
import { createCluster } from "./create.ts";
import { checkHost, hostFacts } from "./host-checks.ts";
import { importArchives } from "./image-store.ts";
import { buildClusterImages } from "./images.ts";
import { type EmbeddedLayout, embeddedLayout, storageClass } from "./layout.ts";
import { withMachineLock } from "./lock.ts";
import type { EmbeddedParts } from "./parts.ts";
import { installPrograms, writeConfiguration } from "./programs.ts";
import { type ClusterRecord, readRecord, recordRevision, writeRecord } from "./record.ts";
import { resumeCluster, verifyCluster } from "./resume.ts";
import { type FoundState, findState, planSteps } from "./state.ts";
import { supervisedServices } from "./supervised-services.ts";
import { systemdRuns, systemdServices } from "./systemd-services.ts";
import { type TeardownContext, teardown } from "./teardown.ts";

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

/** One per folder: two layouts do not disturb each other. */
const lockName = (layout: EmbeddedLayout) => `storefleet-embedded-cluster:${layout.root}`;

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

  const context = async (): Promise<TeardownContext> => ({
    layout,
    run,
    services: (await systemdRuns()) ? systemdServices(layout, run) : supervisedServices(layout),
  });
  const find = async () => findState(layout, (await context()).services);
  const locked = <T>(operation: string, options: OperationOptions, work: () => Promise<T>) =>
    withMachineLock(lockName(layout), operation, options, work);

  const check = async ({ record }: FoundState) => {
    const requirements = { ...exposes, layout, exists: record?.phase === "created" };
    checkHost(await hostFacts(requirements), requirements);
  };

  const create = async (options: OperationOptions) => {
    const parts = await step(options, "programs", "programs", () => given.parts(options));
    const archives = await step(options, "images", "images of the cluster's own parts", () =>
      buildClusterImages(parts, given.cache, options),
    );
    await mkdir(layout.root, { recursive: true });
    const record: ClusterRecord = { revision: recordRevision, phase: "creating", kubernetesVersion: parts.kubernetesVersion };
    await writeRecord(layout.record, record);
    await installPrograms(layout, parts);
    await writeConfiguration(layout, parts.kubernetesVersion);
    await createCluster(await context(), parts, archives, options);
    await writeRecord(layout.record, { ...record, phase: "created" });
  };

  const removeAll = async (options: OperationOptions) => {
    await teardown(await context(), options, 0);
    await rm(layout.root, { recursive: true, force: true });
    await rm(layout.run, { recursive: true, force: true });
  };

  const start = async (options: OperationOptions): Promise<StartResult> => {
    const began = performance.now();
    const found = await step(options, "check", "this machine and the cluster's state", find);
    checkRevision(found.record, layout);
    if (found.state === "running") {
      await verifyCluster(await context(), options);
    } else {
      await check(found);
      if (found.state === "incomplete") await step(options, "clean", "what a cut-off creation left", () => removeAll(options));
      if (found.record?.phase === "created") {
        await writeConfiguration(layout, found.record.kubernetesVersion);
        await resumeCluster(await context(), found.state, options);
      } else {
        await create(options);
      }
    }
    await publishKubeconfig(layout, given.kubeconfigFile);
    return { from: found.state, changed: found.state !== "running", seconds: secondsSince(began) };
  };

  return {
    name: "embedded",
    exposes,
    async detect() {
      const found = await find();
      if (found.state === "running" || found.state === "degraded") return { available: true, reason: found.detail };
      try {
        await check(found);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        return { available: false, reason: error.message };
      }
      return { available: true, reason: "Linux, root, and nothing in the way" };
    },
    async plan() {
      const { state } = await find();
      return { provider: "embedded", state, steps: planSteps(state) };
    },
    start: (options = {}) => locked("start", options, () => start(options)),
    stop: (options = {}) =>
      locked("stop", options, () =>
        step(options, "stop", "pods, kubelet, containerd, rules", async () => teardown(await context(), options)),
      ),
    delete: (options = {}) =>
      locked("delete", options, async () => {
        await step(options, "delete", "the cluster and its data", () => removeAll(options));
        await rm(given.kubeconfigFile, { force: true });
      }),
    async status() {
      const { state, detail, record } = await find();
      return { state, detail, ...(record !== undefined && { version: record.kubernetesVersion }) };
    },
    async kubeconfig() {
      if ((await readRecord(layout.record))?.phase !== "created") {
        throw new ClusterError("not-running", "there is no embedded cluster yet; start it first");
      }
      return readFile(layout.adminKubeconfig, "utf8");
    },
    async loadImages(archives, options = {}) {
      const { state, detail } = await find();
      if (state !== "running") {
        throw new ClusterError("not-running", `images can only be loaded into a running cluster: ${detail}; start it first`);
      }
      await importArchives(layout, run, archives, options);
    },
  };
}

function checkRevision(record: ClusterRecord | undefined, layout: EmbeddedLayout): void {
  if (record === undefined || record.revision === recordRevision) return;
  throw new ClusterError(
    "outdated",
    `the cluster in ${layout.root} was made by another version of storefleet (layout ${record.revision}; this one makes ${recordRevision}). ` +
      "Nothing was changed. Delete the cluster, with all data in it, and start again; or use the version that made it",
  );
}

async function publishKubeconfig(layout: EmbeddedLayout, file: string): Promise<void> {
  const text = await readFile(layout.adminKubeconfig, "utf8");
  if ((await readFile(file, "utf8").catch(() => "")) === text) return;
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, text, { mode: 0o600 });
}
