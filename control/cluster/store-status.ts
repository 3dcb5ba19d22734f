import type { StoreObservation } from "./observe.ts";

/** Where a store is in its life. */
export type StoreStatus =
  | "Queued"
  | "Provisioning"
  | "Verifying"
  | "Ready"
  | "Updating"
  | "Suspended"
  | "Failed"
  | "Deleting"
  | "Deleted"
  | "Unavailable";

/** A status with the reason for it; `Ready` needs none. */
export interface StatusWithReason {
  readonly status: StoreStatus;
  readonly reason: string | null;
}

/** Derives a store's status from what the cluster shows. Ready means: deployed, every part up, and this revision sold. */
export function storeStatus(observation: StoreObservation | undefined): StatusWithReason {
  if (observation === undefined) return { status: "Queued", reason: "not created yet" };
  const { deleting, release, workloads, proof } = observation;
  if (deleting) return { status: "Deleting", reason: "its namespace is being removed" };
  if (release === undefined) return { status: "Provisioning", reason: "no Helm release yet" };
  if (release.status.startsWith("pending-")) {
    const first = release.status === "pending-install";
    return { status: first ? "Provisioning" : "Updating", reason: `Helm revision ${release.revision} is ${release.status}` };
  }
  if (release.status !== "deployed") return { status: "Failed", reason: `Helm revision ${release.revision} is ${release.status}` };
  const down = workloads.filter((workload) => workload.ready < workload.wanted);
  if (down.length > 0) {
    return {
      status: "Failed",
      reason: down.map(({ name, ready, wanted }) => `${name} has ${ready} of ${wanted} replicas ready`).join(", "),
    };
  }
  if (proof === undefined) return { status: "Verifying", reason: "no order proven yet" };
  if (proof.revision !== release.revision) {
    return {
      status: "Verifying",
      reason: `revision ${release.revision} has no order proof; the last one is of revision ${proof.revision}`,
    };
  }
  return { status: "Ready", reason: null };
}
