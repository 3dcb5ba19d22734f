import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { namespaceName } from "../../constructs/names.ts";
import { listEvents } from "../../control/db/events.ts";
import { queuePositions } from "../../control/db/operations.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { enginesOf, waitUntil } from "../workstation.ts";
import { Plane } from "./plane.ts";

const stores = ["cp-a", "cp-b", "cp-c", "cp-crash", "cp-gone", "cp-late"];
let fleet: Fleet;
let plane: Plane;
beforeAll(async () => {
  // A declared store beside them brings what all stores need: the cluster, the ingress controller and the images.
  fleet = await Fleet.create();
  await fleet.declare([{ name: "declared", engine: "medusa", adminEmail: "admin@declared.example" }]);
  succeeded(await fleet.up());
  plane = await Plane.start();
}, 600_000);
afterAll(async () => {
  await plane?.stop(stores);
  await fleet.run("destroy", "--yes");
  await fleet.remove();
}, 300_000);

const eventTypes = async (store: string) => (await listEvents(plane.database.db, { store, limit: 500 })).map(({ type }) => type);

const provenOrders = async (store: string) =>
  (await plane.database.db.selectFrom("proofs").select("order_id").where("store_name", "=", store).where("ok", "=", true).execute()).map(
    ({ order_id }) => order_id,
  );

test("a worker and an engine that are killed in the middle of up: the store is Ready all the same, once", async () => {
  const first = plane.worker();
  const { id } = await plane.create("cp-crash");
  await plane.until(id, { step: "database" });
  const [engine] = enginesOf(first);
  if (engine !== undefined) process.kill(engine, "SIGKILL");
  await plane.until(id, { step: "seed" });
  first.kill("SIGKILL");
  const second = plane.worker();
  await plane.until(id, { step: "order-proof" });
  second.kill("SIGKILL");
  plane.worker();
  expect(await plane.until(id, {})).toMatchObject({ state: "succeeded", attempt: 3 });
  expect(await plane.store("cp-crash")).toMatchObject({ status: "Ready" });
  expect((await plane.releases("cp-crash")).at(-1)).toMatch(/ deployed$/);
  expect(await eventTypes("cp-crash")).toEqual(expect.arrayContaining(["engine.crashed", "engine.recovered"]));
});

test("drift: a guardrail and a container's right are changed by hand, the author is named, and both are put back", async () => {
  const { core, apps } = plane.cluster;
  const namespace = namespaceName("cp-crash");
  const quota = await core.readNamespacedResourceQuota({ namespace, name: "store-quota" });
  const before = quota.spec?.hard?.pods;
  if (quota.spec?.hard) quota.spec.hard.pods = "99";
  await core.replaceNamespacedResourceQuota({ namespace, name: "store-quota", body: quota, fieldManager: "mallory" });
  const server = await apps.readNamespacedDeployment({ namespace, name: "server" });
  if (server.spec) server.spec.replicas = 0;
  await apps.replaceNamespacedDeployment({ namespace, name: "server", body: server, fieldManager: "mallory" });
  plane.worker({ reconcileSeconds: 5, proofSeconds: 10 });
  await waitUntil(
    "the quota to be put back",
    async () => {
      const { spec } = await core.readNamespacedResourceQuota({ namespace, name: "store-quota" });
      return spec?.hard?.pods === before;
    },
    120,
  );
  await waitUntil(
    "the server to run again",
    async () => (await apps.readNamespacedDeployment({ namespace, name: "server" })).spec?.replicas === 1,
    120,
  );
  await waitUntil("the store to be Ready", async () => (await plane.store("cp-crash")).status === "Ready", 180);
  // Beside the one of its creation, without anybody asking.
  await waitUntil("two more proven orders", async () => (await provenOrders("cp-crash")).length >= 3, 90);
  expect(new Set(await provenOrders("cp-crash")).size).toBe((await provenOrders("cp-crash")).length);
  const events = await listEvents(plane.database.db, { store: "cp-crash", limit: 500 });
  const drift = events.filter(({ type }) => type === "drift.security" || type === "drift.behaviour").map(({ data }) => data);
  expect(drift).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "ResourceQuota", path: "spec.hard.pods", by: "mallory", class: "security" }),
      expect.objectContaining({ kind: "Deployment", path: "spec.replicas", by: "mallory", class: "behaviour" }),
    ]),
  );
});

test("a deletion during the creation cancels it and leaves nothing", async () => {
  const create = await plane.create("cp-gone");
  await plane.until(create.id, { step: "database" });
  const remove = await plane.request("cp-gone", "delete");
  expect(await plane.until(create.id, {})).toMatchObject({ state: "cancelled" });
  expect(await plane.until(remove.id, {})).toMatchObject({ state: "succeeded" });
  expect(await plane.store("cp-gone")).toMatchObject({ status: "Deleted" });
  expect(await plane.exists("cp-gone")).toBe(false);
});

test("a creation that takes too long is stopped and rolled back, and says where", async () => {
  const impatient = await Plane.start();
  try {
    impatient.worker({ timeoutSeconds: 12 });
    const { id } = await impatient.create("cp-late");
    const { state, error } = await impatient.until(id, {});
    expect({ state, code: error?.code }).toEqual({ state: "failed", code: "TimedOut" });
    // How far it came in that time depends on the machine; that it says where does not.
    expect(error?.step).toBeDefined();
    expect(await impatient.store("cp-late")).toMatchObject({ status: "Failed" });
    expect(await impatient.exists("cp-late")).toBe(false);
  } finally {
    await impatient.stop(["cp-late"]);
  }
});

test("three stores at once with two workers: two run, the third waits; the database restarts; all are Ready", async () => {
  plane.worker();
  const operations = [];
  for (const name of ["cp-a", "cp-b", "cp-c"]) operations.push(await plane.create(name));
  const [a, b, c] = operations as [(typeof operations)[0], (typeof operations)[0], (typeof operations)[0]];
  await Promise.all([plane.until(a.id, { step: "database" }), plane.until(b.id, { step: "database" })]);
  expect((await plane.operation(c.id)).state).toBe("queued");
  expect((await queuePositions(plane.database.db)).get(c.id)).toBe(1);
  await plane.restartDatabase();
  // The database was away for less than a lease: nobody gave anything up.
  for (const { id } of operations) expect(await plane.until(id, {}, 500)).toMatchObject({ state: "succeeded", attempt: 1 });
  for (const { store_name } of operations) {
    expect(await plane.store(store_name)).toMatchObject({ status: "Ready" });
    expect((await plane.releases(store_name)).at(-1)).toMatch(/ deployed$/);
  }
});
