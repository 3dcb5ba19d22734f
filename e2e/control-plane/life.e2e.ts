import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { z } from "zod";
import { openApi } from "../../cli/stores/api-client.ts";
import { namespaceName } from "../../constructs/names.ts";
import type { EventView } from "../../control/api/schemas/event.ts";
import type { OperationView } from "../../control/api/schemas/operation.ts";
import type { planSchema } from "../../control/api/schemas/plan.ts";
import type { StoreDetail } from "../../control/api/schemas/store.ts";
import type { UsageView } from "../../control/api/schemas/usage.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { prepareStack } from "../../control/engine/stack-files.ts";
import { ownLabels } from "../../control/operations/testing/namespace-api.ts";
import { stateFolder } from "../../local/paths.ts";
import { type Run, storefleet } from "../storefleet.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { openWorkstation, waitUntil } from "../workstation.ts";
import { controlEnvironment } from "./environment.ts";

/** What a change with `--wait --json` prints. */
interface Change {
  readonly operation: OperationView;
  readonly store: StoreDetail | null;
}

type Plan = z.output<typeof planSchema>;

const name = "cp-life";
const namespace = namespaceName(name);
let fleet: Fleet;
let cluster: ClusterClient;
beforeAll(async () => {
  // `up` brings the control plane; a declared store brings the images that others need.
  fleet = await Fleet.create();
  await fleet.declare([{ name: "declared", engine: "medusa", adminEmail: "admin@declared.example" }]);
  succeeded(await fleet.up());
  cluster = await openWorkstation();
}, 600_000);
afterAll(async () => {
  await fleet.run("destroy", "--yes");
  await fleet.remove();
}, 300_000);

const stores = (...args: string[]) => storefleet(["stores", ...args, "--json"]);
const replicas = async () => {
  const { items } = await cluster.apps.listNamespacedDeployment({ namespace });
  return Object.fromEntries(items.map(({ metadata, spec }) => [metadata?.name, spec?.replicas]));
};

/** The operation and its store, of a run that must have ended well. */
function done(run: Run): { operation: OperationView; store: StoreDetail } {
  const { operation, store } = (run.json ?? {}) as Partial<Change>;
  if (run.code !== 0 || operation?.state !== "succeeded" || !store) throw new Error(`exit code ${run.code}\n${run.stdout}\n${run.stderr}`);
  return { operation, store };
}

test("a plan names every object, carries a hash, and changes nothing", async () => {
  const ask = async () => (await stores("plan", name, "--engine", "medusa", "--admin-email", "admin@cp.example")).json as Plan;
  const plan = await ask();
  expect(plan).toMatchObject({ name, action: "create", revision: 1, dataLoss: false, admission: { admitted: true } });
  expect(plan.planHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await ask()).planHash).toBe(plan.planHash);
  expect(plan.changes).toEqual(expect.arrayContaining([expect.objectContaining({ op: "create", kind: "Namespace", name: namespace })]));
  expect(plan.counts.create).toBeGreaterThan(5);
  expect((await cluster.core.listNamespace({ labelSelector: `storefleet.dev/store=${name}` })).items).toEqual([]);
  expect((await stores("show", name)).json).toMatchObject({ error: { code: "store-not-found" } });
});

test("stores create --wait --json ends with a store that has sold, and every step on record", async () => {
  const { operation, store } = done(await stores("create", name, "--engine", "medusa", "--admin-email", "admin@cp.example", "--wait"));
  expect(store).toMatchObject({ name, status: "Ready", revision: 1, proof: { revision: 1 } });
  expect(operation.steps.map(({ step, state }) => [step, state])).toEqual(
    expect.arrayContaining([
      ["namespace", "succeeded"],
      ["order-proof", "succeeded"],
    ]),
  );
});

test("what it uses is measured within two turns of a worker: more than nothing, less than its limit", async () => {
  const measured = async () => {
    const { unavailable, limit, samples } = (await stores("usage", name)).json as UsageView;
    expect(unavailable ?? "").not.toContain("not measured:");
    return samples.filter(({ memoryBytes, cpuMillis }) => memoryBytes > 100 * 2 ** 20 && memoryBytes < limit.memoryBytes && cpuMillis > 0);
  };
  await waitUntil("a sample of its CPU and memory", async () => (await measured()).length > 0, 150);
});

test("a change, an upgrade and a rollback each leave a store that sells; the rollback brings the first spec back", async () => {
  const api = await openApi(stateFolder(process.env));
  const { etag } = await api.request<StoreDetail>("GET", `/api/stores/${name}`);
  const { operation } = await api.request<Change>("PATCH", `/api/stores/${name}`, { title: "A new title" }, { "if-match": etag ?? "" });
  await waitUntil(
    "the change to end",
    async () => (await api.request<OperationView>("GET", `/api/operations/${operation.id}`)).finishedAt !== null,
    300,
  );
  expect(await api.request<StoreDetail>("GET", `/api/stores/${name}`)).toMatchObject({
    status: "Ready",
    statusReason: null,
    title: "A new title",
    revision: 2,
  });
  expect(done(await stores("upgrade", name, "--wait")).store).toMatchObject({ status: "Ready", statusReason: null });
  const back = done(await stores("rollback", name, "--revision", "1", "--wait"));
  expect(back.operation).toMatchObject({ kind: "rollback", restores: 1 });
  expect(back.store).toMatchObject({ status: "Ready", statusReason: null, title: name });
});

test("suspended, nothing of it runs; resumed, it has what it had, and sells", async () => {
  const before = await replicas();
  expect(done(await stores("suspend", name, "--wait")).store.status).toBe("Suspended");
  expect(new Set(Object.values(await replicas()))).toEqual(new Set([0]));
  const { operation, store } = done(await stores("resume", name, "--wait"));
  expect(store).toMatchObject({ status: "Ready", statusReason: null });
  expect(operation.steps.at(-1)).toMatchObject({ step: "order-proof", state: "succeeded" });
  expect(await replicas()).toEqual(before);
  expect(done(await stores("verify", name, "--wait")).operation.steps).toMatchObject([{ step: "order-proof", state: "succeeded" }]);
});

test("a finalizer that nobody serves holds the deletion; it is named, not stripped; without it the deletion goes on", async () => {
  const finalizer = "e2e.storefleet.dev/held";
  await cluster.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "held", finalizers: [finalizer] } } });
  const { operation } = (await stores("delete", name, "--yes")).json as Change;
  const blocked = async () =>
    ((await stores("events", name)).json as { events: EventView[] }).events.filter(({ type }) => type === "deletion.blocked");
  await waitUntil("the blocker to be named", async () => (await blocked()).some(({ message }) => message.includes(finalizer)), 150);
  const held = await cluster.core.readNamespacedConfigMap({ namespace, name: "held" });
  expect(held.metadata?.finalizers).toEqual([finalizer]);
  held.metadata = { ...held.metadata, finalizers: [] };
  await cluster.core.replaceNamespacedConfigMap({ namespace, name: "held", body: held });
  const api = await openApi(stateFolder(process.env));
  const ended = () => api.request<OperationView>("GET", `/api/operations/${operation.id}`);
  await waitUntil("the deletion to end", async () => (await ended()).finishedAt !== null, 200);
  expect(await ended()).toMatchObject({ state: "succeeded" });
  expect((await cluster.core.listNamespace({ labelSelector: `storefleet.dev/store=${name}` })).items).toEqual([]);
});

test("destroy ends a store that a killed run has begun: its state knows nothing, its namespace goes", async () => {
  const left = "cp-left";
  const { stateDir, machine } = await controlEnvironment(stateFolder(process.env));
  const store = { name: left, engine: "medusa", adminEmail: "admin@cp.example" };
  const { directory } = await prepareStack({ stack: `local.${left}`, stateDir, machine: { ...machine, store } });
  await cluster.core.createNamespace({ body: { metadata: { name: namespaceName(left), labels: ownLabels(left) } } });
  await cluster.core.createNamespacedConfigMap({ namespace: namespaceName(left), body: { metadata: { name: "begun" } } });
  const run = await fleet.run("destroy", "--yes");
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect((await cluster.core.listNamespace({ labelSelector: `storefleet.dev/store=${left}` })).items).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});
