import { expect, test } from "@jest/globals";
import type { StoreObservation } from "./observe.ts";
import { storeStatus } from "./store-status.ts";

const proof = { orderId: "#1", total: "29.00", currency: "EUR", at: "2026-01-01T00:00:00Z", seconds: 1, revision: 2 };
const ready: StoreObservation = {
  name: "demo",
  engine: "medusa",
  deleting: false,
  release: { revision: 2, status: "deployed" },
  workloads: [
    { name: "database", ready: 1, wanted: 1 },
    { name: "server", ready: 2, wanted: 2 },
  ],
  proof,
};

test("a store is Ready when it is deployed, up, and this revision sold", () => {
  expect(storeStatus(ready)).toEqual({ status: "Ready", reason: null });
});

test("a store that the cluster does not know is Queued", () => {
  expect(storeStatus(undefined)).toEqual({ status: "Queued", reason: "not created yet" });
});

const { release: _release, ...unreleased } = ready;
const { proof: _proof, ...unproven } = ready;

test.each<[string, StoreObservation, string, string]>([
  ["its namespace goes", { ...ready, deleting: true }, "Deleting", "its namespace is being removed"],
  ["nothing was installed", unreleased, "Provisioning", "no Helm release yet"],
  ["it installs", { ...ready, release: { revision: 1, status: "pending-install" } }, "Provisioning", "Helm revision 1 is pending-install"],
  ["it upgrades", { ...ready, release: { revision: 3, status: "pending-upgrade" } }, "Updating", "Helm revision 3 is pending-upgrade"],
  ["the release failed", { ...ready, release: { revision: 3, status: "failed" } }, "Failed", "Helm revision 3 is failed"],
  ["a part is down", { ...ready, workloads: [{ name: "database", ready: 0, wanted: 1 }] }, "Failed", "database has 0 of 1 replicas ready"],
  ["nothing was proven", unproven, "Verifying", "no order proven yet"],
  [
    "an older revision was proven",
    { ...ready, proof: { ...proof, revision: 1 } },
    "Verifying",
    "revision 2 has no order proof; the last one is of revision 1",
  ],
])("when %s", (_case, observation, status, reason) => {
  expect(storeStatus(observation)).toEqual({ status, reason });
});
