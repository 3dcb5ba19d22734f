import { expect, test } from "@jest/globals";
import type { StoreStatus } from "../cluster/store-status.ts";
import { apiPerTest, createStore, storeBody } from "./testing/api-per-test.ts";
import type { ApiUnderTest, TestChanges, TestUser } from "./testing/api-under-test.ts";

const fresh = apiPerTest();
let api: ApiUnderTest;
let user: TestUser;

const send = (method: "GET" | "POST" | "PATCH", url: string, payload?: object, headers: object = {}) =>
  api.app.inject({ method, url, headers: { ...user.headers, ...headers }, ...(payload === undefined ? {} : { payload }) });
const end = async (status: StoreStatus) => {
  await api.database.db.updateTable("operations").set({ state: "succeeded", started_at: new Date(), finished_at: new Date() }).execute();
  await api.database.db.updateTable("stores").set({ status }).execute();
};

async function open(status: StoreStatus, changes: TestChanges = {}): Promise<void> {
  api = await fresh(changes);
  user = await api.user();
  expect((await createStore(api, user, storeBody("alpha"))).statusCode).toBe(202);
  await end(status);
}

test.each([
  ["upgrade", "Ready", 2],
  ["suspend", "Ready", 1],
  ["resume", "Suspended", 1],
  ["verify", "Failed", 1],
] as const)("%s is accepted from %s", async (kind, status, revision) => {
  await open(status);
  const reply = await send("POST", `/api/stores/alpha/${kind}`);
  expect([reply.statusCode, reply.json().operation.kind, reply.json().operation.revision]).toEqual([202, kind, revision]);
  expect((await send("POST", `/api/stores/alpha/${kind}`)).json()).toMatchObject({
    code: "operation-in-progress",
    operationId: reply.json().operation.id,
  });
});

test.each([
  ["upgrade", "Suspended"],
  ["suspend", "Suspended"],
  ["resume", "Ready"],
  ["verify", "Provisioning"],
] as const)("refuses %s from %s", async (kind, status) => {
  await open(status);
  expect((await send("POST", `/api/stores/alpha/${kind}`)).json()).toMatchObject({ status: 409, code: "not-ready" });
});

test("refuses what no worker can do, instead of pretending", async () => {
  await open("Ready", { operations: ["create", "delete"] });
  const reply = await send("POST", "/api/stores/alpha/suspend");
  expect(reply.json()).toMatchObject({ status: 501, code: "not-supported-yet" });
});

test("a rollback brings the spec of an earlier revision back as a new one", async () => {
  await open("Ready");
  expect((await send("POST", "/api/stores/alpha/rollback", {})).json().code).toBe("revision-not-found");
  await send("PATCH", "/api/stores/alpha", { title: "Second" }, { "if-match": "*" });
  await end("Ready");
  for (const revision of [2, 3, 99])
    expect((await send("POST", "/api/stores/alpha/rollback", { revision })).json().code).toBe("revision-not-found");
  const reply = await send("POST", "/api/stores/alpha/rollback", {});
  expect(reply.json().operation).toMatchObject({ kind: "rollback", revision: 3, restores: 1 });
  const shown = (await send("GET", "/api/stores/alpha")).json();
  expect([shown.revision, shown.title]).toEqual([3, "alpha"]);
});

test("a cancelled operation is asked to stop, an ended one is refused", async () => {
  await open("Ready");
  const { id } = (await send("POST", "/api/stores/alpha/verify")).json().operation;
  expect((await send("POST", `/api/operations/${id}/cancel`)).json().operation.cancelRequested).toBe(true);
  await end("Ready");
  expect((await send("POST", `/api/operations/${id}/cancel`)).json().code).toBe("operation-ended");
});

test("a plan shows changes, admission and a hash that follows them", async () => {
  const counts = { create: 1, update: 0, replace: 0, delete: 0, same: 0 };
  const change = { op: "create" as const, kind: "Namespace", name: "store-beta", store: "beta", properties: [] };
  await open("Ready", { preview: async () => ({ changes: [change], counts, warnings: [] }) });
  const plan = async (more: object = {}) => (await send("POST", "/api/stores:plan", { spec: storeBody("beta", more) })).json();
  const first = await plan();
  expect(first).toMatchObject({ action: "create", revision: 1, changes: [{ op: "create", name: "store-beta" }], dataLoss: false });
  expect((await plan()).planHash).toBe(first.planHash);
  expect((await plan({ plan: "pro" })).planHash).not.toBe(first.planHash);
  expect((await plan({ owner: "somebody" })).code).toBe("forbidden");
  expect((await send("POST", "/api/stores:plan", { spec: storeBody("aurora") })).json().code).toBe("name-taken");
});

test("a plan lists objects in one order and has one hash, in whatever order the engine tells of them", async () => {
  const counts = { create: 2, update: 0, replace: 0, delete: 0, same: 0 };
  const made = (kind: string, name: string) => ({ op: "create" as const, kind, name, store: "beta", properties: [] });
  const told = [made("Secret", "b"), made("Namespace", "z"), made("Secret", "a")];
  await open("Ready", { preview: async () => ({ changes: told.reverse(), counts, warnings: [] }) });
  const plan = async () => (await send("POST", "/api/stores:plan", { spec: storeBody("beta") })).json();
  const [first, second] = [await plan(), await plan()];
  expect(first.changes.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
    "Namespace z",
    "Secret a",
    "Secret b",
  ]);
  expect(second.planHash).toBe(first.planHash);
});

test("a preview that fails is told", async () => {
  await open("Ready", {
    preview: async () => {
      throw new Error("no engine here");
    },
  });
  expect((await send("POST", "/api/stores:plan", { spec: storeBody("alpha") })).json()).toMatchObject({
    status: 502,
    code: "preview-failed",
  });
});
