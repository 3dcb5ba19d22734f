import { setTimeout as pause } from "node:timers/promises";
import { storeAdminUrl, storeUrl } from "../../constructs/names.ts";
import { type ClusterClient, openCluster } from "../cluster/client.ts";
import { observeStores } from "../cluster/observe.ts";
import type { StoredProof } from "../cluster/proof-record.ts";
import { resumeWorkloads, suspendWorkloads } from "../cluster/suspension.ts";
import { proveStore } from "../verify/prove-store.ts";
import { explain, withFindings } from "./failure.ts";
import { OperationFailed, type RunStoreOperation, type StoreOperationInput, stepsOf } from "./operation.ts";
import { provision, provisioningSeconds } from "./provision.ts";
import { removeStore } from "./remove-store.ts";
import { StepProgress } from "./step-progress.ts";
import { TimeLimit } from "./time-limit.ts";

/** The real operations: through the engine on the store's own stack, verified by a real order. */
export const runStoreOperation: RunStoreOperation = async (input, context) => {
  const started = performance.now();
  const { kind, spec, environment } = input;
  const proof = isProvisioning(kind) ? await provision(input, context) : await simple(input, context);
  return {
    ...(proof === undefined ? {} : { proof }),
    seconds: Math.round(performance.now() - started) / 1000,
    url: storeUrl(spec.name, environment.address),
    adminUrl: storeAdminUrl(spec.name, spec.engine, environment.address),
  };
};

function isProvisioning(kind: StoreOperationInput["kind"]): boolean {
  return kind === "create" || kind === "update" || kind === "upgrade" || kind === "rollback";
}

/** Operations that change no configuration and so have nothing to roll back to. */
async function simple(
  input: StoreOperationInput,
  { signal, onStep, onEvent }: Parameters<RunStoreOperation>[1],
): Promise<StoredProof | undefined> {
  const { kind, spec, environment } = input;
  const cluster = openCluster(environment.machine.kubeconfig);
  const limit = new TimeLimit(signal, input.timeoutSeconds ?? provisioningSeconds);
  const progress = new StepProgress(stepsOf(kind), onStep);
  const prove = () => {
    progress.reach("order-proof");
    return proveStore(cluster, spec, storeUrl(spec.name, environment.address), { signal: limit.signal, ingress: environment.ingress });
  };
  try {
    if (kind !== "delete") await requireDeployed(cluster, spec.name);
    let proof: StoredProof | undefined;
    switch (kind) {
      case "delete":
        await removeStore({ input, cluster, limit, progress, onEvent });
        break;
      case "suspend":
        progress.reach("start");
        await suspendWorkloads(cluster, spec.name);
        await untilPods(cluster, spec.name, limit, (ready) => ready === 0);
        break;
      case "resume":
        progress.reach("start");
        await resumeWorkloads(cluster, spec.name);
        await untilPods(cluster, spec.name, limit, (ready, wanted) => wanted > 0 && ready >= wanted);
        proof = await prove();
        break;
      default:
        proof = await prove();
    }
    progress.succeed();
    return proof;
  } catch (error) {
    const failure = explain(error, limit, progress.current);
    progress.fail();
    if (failure.retryable || failure.code === "Cancelled" || kind === "delete") throw failure;
    throw await withFindings(failure, cluster, spec.name, []);
  } finally {
    limit.clear();
  }
}

async function requireDeployed(cluster: ClusterClient, store: string): Promise<void> {
  const [observed] = await observeStores(cluster, [store]);
  if (observed?.release === undefined) throw new OperationFailed({ code: "NotDeployed", message: `Store ${store} is not deployed.` });
}

/** Waits for a store's pods as a whole. */
async function untilPods(
  cluster: ClusterClient,
  store: string,
  limit: TimeLimit,
  done: (ready: number, wanted: number) => boolean,
): Promise<void> {
  for (;;) {
    const [observed] = await observeStores(cluster, [store]);
    const workloads = observed?.workloads ?? [];
    const short = workloads.some(({ ready, wanted }) => ready < wanted);
    const ready = workloads.reduce((sum, workload) => sum + workload.ready, 0);
    const wanted = workloads.reduce((sum, workload) => sum + workload.wanted, 0);
    if (done(ready, wanted) && !short) return;
    await pause(500, undefined, { signal: limit.signal });
  }
}
