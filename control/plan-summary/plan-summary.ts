import type { Plan, PlanChange } from "./plan-change.ts";

/** What happens to a store, the worst of it. */
export type StoreAction = "create" | "update" | "restart" | "replace" | "destroy";

/** What a plan would do to one store. */
export interface StorePlan {
  readonly name: string;
  readonly action: StoreAction;
  /** True when its database and uploads would be gone. */
  readonly dataLoss: boolean;
  /** What differs in the release, such as `images.medusa`; empty for stores that come or go. */
  readonly changes: readonly string[];
}

/** What a plan would do to something that is no store's. */
export interface PlatformChange {
  readonly op: PlanChange["op"];
  readonly kind: string;
  readonly name: string;
  /** What would be lost with it; undefined: nothing. */
  readonly loss: string | undefined;
}

/** A plan in the words that a reviewer needs. */
export interface PlanSummary {
  readonly stores: readonly StorePlan[];
  readonly platform: readonly PlatformChange[];
  readonly complete: boolean;
}

/** What would be lost if a resource of this kind were deleted or replaced. */
const losses: Readonly<Record<string, string>> = {
  Disk: "the cluster's datastore and the volumes of every store on that machine",
  ManagedCluster: "the cluster with every store",
  StorageAccount: "the copies of the cluster's snapshots",
  BlobContainer: "the copies of the cluster's snapshots",
  BackupVault: "the backups of the data disks",
  Vault: "the keys and tokens of the machines and of the state",
  Key: "the key that the state is encrypted with",
  Zone: "the name servers that the registrar knows",
  PublicIPAddress: "the address that every shop's name points to",
  CustomResourceDefinition: "every object of that kind in the cluster",
  PersistentVolumeClaim: "the data of that volume",
};

/** Kinds whose resource of a like name is not about data: the agents' addresses only lead out. */
const harmless = (change: PlanChange) => change.kind === "PublicIPAddress" && /-agent-\d+$/.test(change.name);

/** Parts of a release that the ingress, volumes or labels read, and no pod. */
const withoutRestart = [/^values\.ingress\b/, /^values\.storage\b/, /^values\.store\.(owner|plan|managedBy)$/, /^values\.replicas$/];

function isRestart({ kind, op, paths }: PlanChange): boolean {
  if (kind !== "Release" || op !== "update") return false;
  // Without details anything may have changed.
  return paths.length === 0 || paths.some((path) => path !== "values" && !withoutRestart.some((pattern) => pattern.test(path)));
}

function actionOf(changes: readonly PlanChange[]): StoreAction {
  const has = (kind: string, op: PlanChange["op"]) => changes.some((change) => change.kind === kind && change.op === op);
  if (has("Namespace", "delete")) return "destroy";
  if (has("Namespace", "replace") || has("Release", "replace")) return "replace";
  if (has("Namespace", "create")) return "create";
  if (has("Release", "delete")) return "destroy";
  return changes.some(isRestart) ? "restart" : "update";
}

function storePlan(name: string, changes: readonly PlanChange[]): StorePlan {
  const action = actionOf(changes);
  const release = action === "update" || action === "restart" ? changes.filter(({ kind }) => kind === "Release") : [];
  const guardrails = changes.filter(({ kind, op }) => kind !== "Release" && op !== "create").map(({ kind }) => kind);
  const paths = release.flatMap(({ paths: differing }) => differing).map((path) => path.replace(/^values\./, ""));
  return {
    name,
    action,
    dataLoss: action === "destroy" || action === "replace",
    changes: release.length > 0 || action === "update" ? [...new Set([...paths, ...guardrails])] : [],
  };
}

/** Sums up a plan: one line for each store that it touches, and what it does besides. */
export function summarizePlan({ changes, complete }: Plan): PlanSummary {
  const names = [...new Set(changes.flatMap(({ store }) => store ?? []))].sort();
  const platform = changes
    .filter(({ store }) => store === undefined)
    .map((change) => {
      const gone = change.op === "delete" || change.op === "replace";
      const loss = gone && !harmless(change) ? losses[change.kind] : undefined;
      return { op: change.op, kind: change.kind, name: change.name, loss };
    });
  return {
    stores: names.map((name) =>
      storePlan(
        name,
        changes.filter(({ store }) => store === name),
      ),
    ),
    platform,
    complete,
  };
}
