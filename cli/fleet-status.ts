import { storeAdminUrl, storeUrl } from "../constructs/names.ts";
import type { ClusterClient } from "../control/cluster/client.ts";
import { observeStores } from "../control/cluster/observe.ts";
import { type StatusWithReason, type StoreStatus, storeStatus } from "../control/cluster/store-status.ts";
import type { OrderProof } from "../control/verify/order-proof.ts";
import type { Engine } from "../stores/schema.ts";
import type { Environment } from "./environment.ts";

/** One store in the output of `status`, `up` and `verify`. The shape is stable. */
export interface StoreReport {
  readonly name: string;
  readonly engine: Engine;
  readonly url: string;
  readonly adminUrl: string;
  readonly status: StoreStatus;
  /** Why the status is not Ready. */
  readonly reason: string | null;
  readonly proof: OrderProof | null;
}

/** JSON of `storefleet status`. */
export interface FleetReport {
  readonly environment: string;
  readonly stores: readonly StoreReport[];
}

/**
 * Every declared store of an environment, and those that are in the cluster without being declared any more.
 *
 * @param unavailable why a store cannot run on this machine, by name
 */
export async function reportFleet(
  environment: Environment,
  cluster: ClusterClient | undefined,
  unavailable: ReadonlyMap<string, string> = new Map(),
): Promise<FleetReport> {
  const observed = new Map((cluster === undefined ? [] : await observeStores(cluster)).map((store) => [store.name, store]));
  const declared = new Map(environment.stores.map(({ name, engine }) => [name, engine]));
  for (const { name, engine } of observed.values()) if (!declared.has(name)) declared.set(name, engine);
  const isDeclared = new Set(environment.stores.map(({ name }) => name));
  const stores = [...declared].map(([name, engine]): StoreReport => {
    const observation = observed.get(name);
    const reason = observation === undefined ? unavailable.get(name) : undefined;
    const { revision: _revision, ...proof } = observation?.proof ?? { revision: 0 };
    return {
      name,
      engine,
      url: storeUrl(name, environment.address),
      adminUrl: storeAdminUrl(name, engine, environment.address),
      ...statusOf(reason, isDeclared.has(name), storeStatus(observation)),
      proof: "orderId" in proof ? proof : null,
    };
  });
  return { environment: environment.name, stores };
}

/** Whether every declared store is where it should be: Ready, or not for this machine. */
export function isSettled(environment: Environment, { stores }: FleetReport): boolean {
  const names = new Set(environment.stores.map(({ name }) => name));
  return stores.every(({ name, status }) => !names.has(name) || status === "Ready" || status === "Unavailable");
}

function statusOf(unavailable: string | undefined, isDeclared: boolean, observed: StatusWithReason): StatusWithReason {
  if (unavailable !== undefined) return { status: "Unavailable", reason: unavailable };
  if (isDeclared) return observed;
  return { ...observed, reason: ["not declared in this fleet", ...(observed.reason === null ? [] : [observed.reason])].join("; ") };
}
