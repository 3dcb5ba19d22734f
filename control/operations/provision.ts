import { setTimeout as pause } from "node:timers/promises";
import { imagesOf } from "../../constructs/environment.ts";
import { storeUrl } from "../../constructs/names.ts";
import { type ClusterClient, openCluster } from "../cluster/client.ts";
import { namespaceState } from "../cluster/deletion-blockers.ts";
import { readStoreSecret } from "../cluster/observe.ts";
import type { StoredProof } from "../cluster/proof-record.ts";
import type { ProgressEvent } from "../engine/messages.ts";
import type { StackLayout } from "../engine/stack-layout.ts";
import { OrderProofFailed } from "../verify/order-proof.ts";
import { proveStore } from "../verify/prove-store.ts";
import { appliedStore } from "./drift/detect.ts";
import { healRelease } from "./drift/heal.ts";
import { openObjects } from "./drift/live-objects.ts";
import { explain, withFindings } from "./failure.ts";
import { OperationFailed, provisioningSteps, type StoreOperationContext, type StoreOperationInput } from "./operation.ts";
import { redactor } from "./redaction.ts";
import { keepRevision, provenRevisions, stackImages } from "./revisions.ts";
import { rollBack } from "./roll-back.ts";
import { settleRelease } from "./settle-release.ts";
import { watchSetup } from "./setup-watch.ts";
import { runStack, storeLayout } from "./stack-run.ts";
import { StepProgress } from "./step-progress.ts";
import { TimeLimit } from "./time-limit.ts";

/** @default of `timeoutSeconds` */
export const provisioningSeconds = 300;

/** Makes a store what its spec says and proves that it sells; puts back what was before when that fails. */
export async function provision(input: StoreOperationInput, context: StoreOperationContext): Promise<StoredProof> {
  const { spec, revision, environment } = input;
  const cluster = openCluster(environment.machine.kubeconfig);
  const layout = storeLayout(environment, spec.name);
  const limit = new TimeLimit(context.signal, input.timeoutSeconds ?? provisioningSeconds);
  const progress = new StepProgress(provisioningSteps, context.onStep);
  const jobLines: string[] = [];
  const images = await imagesFor(input);
  try {
    await refuseForeign(cluster, spec.name);
    await deploy(input, images, { ...context, onLog: keepLines(jobLines, context) }, { cluster, limit, progress });
    if (input.kind === "update") await heal(input, cluster, layout, context);
    progress.reach("order-proof", "skipped");
    const proof = await prove(input, cluster, limit, context);
    progress.succeed();
    await keepRevision(layout, { revision, spec, images });
    return proof;
  } catch (error) {
    const failure = explain(error, limit, progress.current);
    progress.fail();
    const stopped = context.signal.aborted && !limit.over;
    if (stopped || failure.retryable || failure.code === "NameTaken") throw failure;
    throw await rollBack({ input, context, cluster, failure: await withFindings(failure, cluster, spec.name, jobLines) });
  } finally {
    limit.clear();
  }
}

/**
 * Images that a store is to run: a new store and an upgrade take the environment's; every other operation keeps those that the
 * store runs, so that changing a title never upgrades a shop.
 */
async function imagesFor({ kind, spec, environment, restores }: StoreOperationInput): Promise<Record<string, string>> {
  const layout = storeLayout(environment, spec.name);
  const current = environment.machine.images ?? {};
  const deployed = kind === "create" || kind === "upgrade" ? {} : await stackImages(layout);
  const restored = (await provenRevisions(layout)).find(({ revision }) => revision === restores)?.images ?? {};
  const all = { ...current, ...deployed, ...restored };
  return Object.fromEntries(imagesOf[spec.engine].flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

/** Server-side apply would take over a declared store, or somebody's namespace. */
async function refuseForeign(cluster: ClusterClient, store: string): Promise<void> {
  const state = await namespaceState(cluster, store);
  if (state === undefined || (state.managedBy === "control-plane" && state.store === store)) return;
  const whose = state.managedBy === "declared" ? "a declared store's" : "not one of the control plane's";
  throw new OperationFailed({
    code: "NameTaken",
    message: `Namespace store-${store} exists and is ${whose}. Nothing was changed. Choose another name.`,
    step: "namespace",
  });
}

/** What the parts of one provisioning share. */
interface Stage {
  readonly cluster: ClusterClient;
  readonly limit: TimeLimit;
  readonly progress: StepProgress;
}

async function deploy(
  input: StoreOperationInput,
  images: Readonly<Record<string, string>>,
  context: StoreOperationContext,
  { cluster, limit, progress }: Stage,
): Promise<void> {
  const { spec } = input;
  const watching = new AbortController();
  let watch: Promise<void> | undefined;
  const beginWatch = async () => {
    const hide = redactor(Object.values(await readStoreSecret(cluster, spec.name)));
    const onLog = (job: string, line: string) => context.onLog?.(job, hide(line));
    await watchSetup({ cluster, store: spec.name, progress, onLog, signal: watching.signal });
  };
  try {
    const up = (refresh: boolean) =>
      runStack({
        kind: "up",
        input,
        images,
        limit,
        refresh,
        onEvent: context.onEvent,
        onEngineEvent: (event) => {
          noteEngineStep(event, progress);
          // The release is what takes time, and it begins when the store's Secret is there.
          if (event.type === "started" && event.kind === "Release") watch ??= beginWatch().catch(() => undefined);
        },
      });
    // A new store has nothing that somebody could have changed by hand.
    await up(input.kind !== "create");
    await settleRelease(cluster, spec.name, () => up(true), context.onEvent);
  } finally {
    watching.abort();
    await watch;
  }
}

function noteEngineStep(event: ProgressEvent, progress: StepProgress): void {
  if (event.type === "phase" && event.phase === "running") progress.reach("namespace");
  if (event.type === "finished" && event.kind === "Namespace") progress.reach("secrets");
  if (event.type === "started" && event.kind === "Release") progress.reach("database");
  if (event.type === "finished" && event.kind === "Release") progress.reach("start");
}

/** The engine puts guardrails back; what is in the release it cannot see. */
async function heal(
  { spec, environment }: StoreOperationInput,
  cluster: ClusterClient,
  layout: StackLayout,
  { onEvent }: StoreOperationContext,
): Promise<void> {
  const applied = await appliedStore(cluster, layout, spec.name);
  const actions = await healRelease(openObjects(environment.machine.kubeconfig), applied, spec.name);
  for (const message of actions) onEvent?.({ type: "drift.healed", level: "warning", message });
}

/** A shop that has just come up may refuse once, while the ingress still learns its pods: a second try decides. */
async function prove(
  { spec, environment }: StoreOperationInput,
  cluster: ClusterClient,
  limit: TimeLimit,
  { onEvent }: StoreOperationContext,
): Promise<StoredProof> {
  const url = storeUrl(spec.name, environment.address);
  try {
    return await proveStore(cluster, spec, url, { signal: limit.signal, ingress: environment.ingress });
  } catch (error) {
    if (!(error instanceof OrderProofFailed)) throw error;
    onEvent?.({ type: "order-proof.retried", level: "warning", message: error.message, step: "order-proof" });
    await pause(1000, undefined, { signal: limit.signal });
    return proveStore(cluster, spec, url, { signal: limit.signal, ingress: environment.ingress });
  }
}

/** Passes a Job's lines on and keeps the last ones for a failure. */
function keepLines(lines: string[], { onLog }: StoreOperationContext): (job: string, line: string) => void {
  return (job, line) => {
    lines.push(`${job}: ${line}`);
    if (lines.length > 100) lines.shift();
    onLog?.(job, line);
  };
}
