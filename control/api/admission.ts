import { type Kysely, sql } from "kysely";
import type { StoreSpec } from "../../stores/schema.ts";
import { measuredDurations, queueState } from "../db/operations.ts";
import { countStores, findQuota } from "../db/quotas.ts";
import type { Database } from "../db/schema.ts";
import { type Demand, demandOf } from "./demand.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { estimateSeconds, percentile } from "./estimate.ts";
import { ApiProblem } from "./problems.ts";
import type { Admission } from "./schemas/plan.ts";

/** Who asks for a store, from where. */
export interface Applicant {
  readonly ownerId: string;
  readonly address: string;
}

type Refusal = Pick<ApiProblem, "code" | "message">;

/** Says whether a store would be taken on now, and if not, why exactly. Within a transaction the answer holds until its end. */
export async function assess(
  db: Kysely<Database>,
  dependencies: ApiDependencies,
  spec: StoreSpec,
  applicant: Applicant,
): Promise<Admission> {
  const { limits } = dependencies;
  const counts = await countStores(db, applicant.ownerId, applicant.address);
  const max = (await findQuota(db, applicant.ownerId)) ?? limits.storesPerUser;
  const refusal =
    tooMany(counts, max, limits) ?? (await engineMissing(dependencies, spec)) ?? (await noRoom(db, dependencies, demandOf(spec)));
  const [queue, durations] = await Promise.all([queueState(db), measuredDurations(db, "create")]);
  const ofEngine = durations.filter(({ engine }) => engine === spec.engine).map(({ seconds }) => seconds);
  const queuePosition = queue.queued + 1;
  return {
    admitted: refusal === undefined,
    code: refusal?.code ?? null,
    reason: refusal?.message ?? null,
    queuePosition,
    etaSeconds: estimateSeconds(queuePosition, {
      running: queue.running,
      concurrency: limits.concurrency,
      medianSeconds: percentile(ofEngine, 0.5),
    }),
    quota: { used: counts.owner, max },
  };
}

/** @throws {ApiProblem} with the reason when the store is not taken on */
export async function admit(
  db: Kysely<Database>,
  dependencies: ApiDependencies,
  spec: StoreSpec,
  applicant: Applicant,
): Promise<Admission> {
  const admission = await assess(db, dependencies, spec, applicant);
  if (admission.code !== null) throw new ApiProblem(admission.code, admission.reason ?? "");
  return admission;
}

function tooMany(
  counts: { owner: number; address: number; total: number },
  max: number,
  { storesTotal, storesPerAddress }: ApiDependencies["limits"],
): Refusal | undefined {
  if (counts.owner >= max) {
    return { code: "quota-exceeded", message: `You have ${counts.owner} of ${max} stores; delete one, or ask an administrator for more.` };
  }
  if (counts.address >= storesPerAddress) {
    return {
      code: "quota-exceeded",
      message: `${counts.address} of ${storesPerAddress} stores were asked for from your address; delete one of them first.`,
    };
  }
  if (counts.total >= storesTotal) {
    return { code: "cluster-full", message: `The cluster has ${counts.total} of ${storesTotal} self-service stores; one must go first.` };
  }
  return undefined;
}

async function engineMissing(dependencies: ApiDependencies, { engine }: StoreSpec): Promise<Refusal | undefined> {
  const reason = await dependencies.unavailable(engine);
  return reason === undefined ? undefined : { code: "engine-unavailable", message: `No ${engine} store can run here: ${reason}` };
}

const words: Readonly<Record<"cpuMillis" | "memoryMiB" | "pods" | "volumes", readonly [name: string, unit: string]>> = {
  cpuMillis: ["CPU", "m"],
  memoryMiB: ["memory", " MiB"],
  pods: ["pod slots", ""],
  volumes: ["volumes", ""],
};

/** Compares a store's requests, and those of stores that were accepted and are not there yet, with what the nodes have left. */
async function noRoom(db: Kysely<Database>, { cluster }: ApiDependencies, demand: Demand): Promise<Refusal | undefined> {
  let snapshot: Awaited<ReturnType<typeof cluster.snapshot>>;
  try {
    snapshot = await cluster.snapshot();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { code: "cluster-unavailable", message: `The cluster does not answer, so nobody knows whether there is room: ${detail}` };
  }
  const coming = await promisedDemands(db);
  for (const resource of ["cpuMillis", "memoryMiB", "pods", "volumes"] as const) {
    const { total, used } = snapshot.capacity[resource];
    if (total === null) continue;
    const promised = coming.reduce((sum, { demand: other, stores }) => sum + stores * other[resource], 0);
    const free = total - used - promised;
    if (demand[resource] <= free) continue;
    const [name, unit] = words[resource];
    return {
      code: "no-capacity",
      message: `Not enough ${name}: the store needs ${demand[resource]}${unit}, ${Math.max(0, free)}${unit} of ${total}${unit} are free (${used}${unit} in use, ${promised}${unit} promised to stores in the queue).`,
    };
  }
  return undefined;
}

/** What stores in the queue will ask for, one entry for each kind of store: a long queue has few kinds. */
async function promisedDemands(db: Kysely<Database>): Promise<{ readonly demand: Demand; readonly stores: number }[]> {
  const rows = await db
    .selectFrom("operations")
    .innerJoin("stores", "stores.name", "operations.store_name")
    .select(({ fn }) => [
      sql<StoreSpec>`jsonb_build_object('engine', spec->'engine', 'plan', spec->'plan', 'replicas', spec->'replicas', 'storage', spec->'storage')`.as(
        "spec",
      ),
      fn.countAll<number>().as("stores"),
    ])
    .where("operations.kind", "=", "create")
    .where("operations.state", "=", "queued")
    .where("stores.deleted_at", "is", null)
    .groupBy(sql`1`)
    .execute();
  return rows.map(({ spec, stores }) => ({ demand: demandOf(spec), stores }));
}
