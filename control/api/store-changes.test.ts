import { expect, test } from "@jest/globals";
import { operationQueue } from "../db/queue.ts";
import { apiPerTest, createStore, storeBody } from "./testing/api-per-test.ts";
import type { ApiUnderTest, TestChanges, TestUser } from "./testing/api-under-test.ts";

const fresh = apiPerTest();
let api: ApiUnderTest;

async function open(changes: TestChanges = {}): Promise<TestUser> {
  api = await fresh(changes);
  return api.user();
}

const create = (user: TestUser, payload: object, headers: object = {}) => createStore(api, user, payload, headers);
const send = (user: TestUser, method: "GET" | "POST" | "PATCH" | "DELETE", url: string, payload?: object, headers: object = {}) =>
  api.app.inject({ method, url, headers: { ...user.headers, ...headers }, ...(payload === undefined ? {} : { payload }) });
const finish = (name: string, status = "Ready") =>
  api.database.db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("operations")
      .set({ state: "succeeded", started_at: new Date(), finished_at: new Date() })
      .where("store_name", "=", name)
      .execute();
    await transaction
      .updateTable("stores")
      .set({ status: status as "Ready" })
      .where("name", "=", name)
      .execute();
  });
const statusOf = async (name: string) =>
  (await api.database.db.selectFrom("stores").select("status").where("name", "=", name).executeTakeFirst())?.status;

test("a store is accepted with its operation, its job, its audit and its event", async () => {
  const user = await open();
  const reply = await create(user, storeBody("alpha"));
  expect(reply.json()).toMatchObject({ operation: { kind: "create", state: "queued", store: "alpha", queuePosition: 1, revision: 1 } });
  expect(reply.statusCode).toBe(202);
  const { id } = reply.json().operation;
  expect(reply.headers.location).toBe(`/api/operations/${id}`);
  const jobs = await api.queue.findJobs<{ operationId: string }>(operationQueue);
  expect(jobs.map(({ data }) => data)).toEqual([{ operationId: id }]);
  const shown = (await send(user, "GET", "/api/stores/alpha")).json();
  expect(shown).toMatchObject({ name: "alpha", status: "Queued", revision: 1, owner: { id: user.id }, url: "http://alpha.localhost" });
  expect(shown.spec).toMatchObject({ owner: user.id, environments: ["local"], plan: "starter" });
  const audit = (await send(user, "GET", "/api/audit")).json().items;
  expect(audit).toMatchObject([{ action: "store.create", target: "alpha", outcome: "accepted", actorEmail: user.email }]);
  const events = (await send(user, "GET", "/api/stores/alpha/events")).json().items;
  expect(events).toMatchObject([{ type: "operation.queued", operationId: id }]);
});

test("refuses a store with problems, all at once and in the words of a declared one", async () => {
  const user = await open();
  const reply = await create(user, { name: "Bad Name", engine: "medusa", plna: "pro" });
  expect(reply.statusCode).toBe(422);
  expect(reply.headers["content-type"]).toContain("application/problem+json");
  const problem = reply.json();
  expect(problem.code).toBe("invalid-store");
  expect(problem.problems.map(({ field }: { field: string }) => field).sort()).toEqual(["adminEmail", "name", "plna"]);
  expect(problem.problems.find(({ field }: { field: string }) => field === "plna").fix).toBe("did you mean plan?");
  expect(await statusOf("Bad Name")).toBeUndefined();
});

test.each([
  ["no body", undefined],
  ["an array", []],
  ["null", null],
  ["an unknown engine", { name: "alpha", engine: "shopify", adminEmail: "a@example.com" }],
])("refuses %s", async (_case, payload) => {
  const user = await open();
  const reply = await api.app.inject({
    method: "POST",
    url: "/api/stores",
    headers: { ...user.headers, "content-type": "application/json" },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  });
  expect([400, 422]).toContain(reply.statusCode);
  expect(["invalid-request", "invalid-store"]).toContain(reply.json().code);
});

test("refuses a store for somebody else, and another environment", async () => {
  const user = await open();
  const other = await create(user, storeBody("alpha", { owner: "somebody" }));
  expect([other.statusCode, other.json().code]).toEqual([403, "forbidden"]);
  const elsewhere = await create(user, storeBody("alpha", { environments: ["prod"] }));
  expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([422, "invalid-store"]);
});

test("refuses a name that is taken, by a declared store too", async () => {
  const user = await open();
  await create(user, storeBody("alpha"));
  for (const name of ["alpha", "aurora"]) {
    const reply = await create(user, storeBody(name));
    expect([reply.statusCode, reply.json().code]).toEqual([409, "name-taken"]);
  }
  const refused = (await send(user, "GET", "/api/audit")).json().items.filter(({ outcome }: { outcome: string }) => outcome === "refused");
  expect(refused).toMatchObject([{ data: { code: "name-taken" } }, { data: { code: "name-taken" } }]);
});

test("a repeated request with its key is the same operation, another body with it is refused", async () => {
  const user = await open();
  const headers = { "idempotency-key": "k1" };
  const first = await create(user, storeBody("alpha"), headers);
  const again = await create(user, { adminEmail: "admin@example.com", engine: "medusa", name: "alpha" }, headers);
  expect(again.statusCode).toBe(202);
  expect(again.json().operation.id).toBe(first.json().operation.id);
  const other = await create(user, storeBody("beta"), headers);
  expect([other.statusCode, other.json().code]).toEqual([409, "idempotency-key-reused"]);
  const somebody = await api.user();
  expect((await create(somebody, storeBody("gamma"), headers)).statusCode).toBe(202);
});

test("the same request ten times at once makes one store and one operation", async () => {
  const user = await open();
  const replies = await Promise.all(Array.from({ length: 10 }, () => create(user, storeBody("alpha"), { "idempotency-key": "once" })));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(202));
  expect(new Set(replies.map((reply) => reply.json().operation.id)).size).toBe(1);
});

test("two people at once for one name: one gets it", async () => {
  const user = await open();
  const other = await api.user();
  const replies = await Promise.all([create(user, storeBody("alpha")), create(other, storeBody("alpha"))]);
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
});

test("a change needs the current ETag and makes a revision", async () => {
  const user = await open();
  await create(user, storeBody("alpha"));
  await finish("alpha");
  const { etag } = (await send(user, "GET", "/api/stores/alpha")).headers as { etag: string };
  const without = await send(user, "PATCH", "/api/stores/alpha", { title: "New" });
  expect([without.statusCode, without.json().code]).toEqual([428, "precondition-required"]);
  const changed = await send(user, "PATCH", "/api/stores/alpha", { title: "New" }, { "if-match": etag });
  expect([changed.statusCode, changed.json().operation.revision]).toEqual([202, 2]);
  const stale = await send(user, "PATCH", "/api/stores/alpha", { title: "Old" }, { "if-match": etag });
  expect([stale.statusCode, stale.json().code]).toEqual([412, "etag-mismatch"]);
  const { items } = (await send(user, "GET", "/api/stores/alpha/history")).json();
  expect(items).toMatchObject([
    { revision: 2, current: true, changes: [{ path: "title", after: "New" }] },
    { revision: 1, current: false, changes: [] },
  ]);
  const back = await send(user, "PATCH", "/api/stores/alpha", { title: null }, { "if-match": '"alpha.2"' });
  expect(back.json().code).toBe("operation-in-progress");
});

test.each([
  ["engine", { engine: "woocommerce" }, 422, "immutable-field"],
  ["name", { name: "omega" }, 422, "immutable-field"],
  ["owner", { owner: "somebody" }, 422, "immutable-field"],
  ["an unknown field", { colour: "red" }, 422, "invalid-store"],
  ["a value that is not allowed", { replicas: 9 }, 422, "invalid-store"],
])("refuses to change %s", async (_case, patch, status, code) => {
  const user = await open();
  await create(user, storeBody("alpha"));
  await finish("alpha");
  const reply = await send(user, "PATCH", "/api/stores/alpha", patch, { "if-match": "*" });
  expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
});

test("deleting stops what is under way, and repeating it is the same operation", async () => {
  const user = await open();
  const created = (await create(user, storeBody("alpha"))).json().operation;
  const first = await send(user, "DELETE", "/api/stores/alpha");
  expect([first.statusCode, first.json().operation.kind]).toEqual([202, "delete"]);
  expect((await send(user, "DELETE", "/api/stores/alpha")).json().operation.id).toBe(first.json().operation.id);
  expect((await send(user, "GET", `/api/operations/${created.id}`)).json().cancelRequested).toBe(true);
  expect(await statusOf("alpha")).toBe("Deleting");
});

test("refuses to delete a protected store until it is no longer", async () => {
  const user = await open();
  await create(user, storeBody("alpha", { deletionProtection: true }));
  await finish("alpha");
  expect((await send(user, "DELETE", "/api/stores/alpha")).json()).toMatchObject({ status: 409, code: "deletion-protected" });
  await send(user, "PATCH", "/api/stores/alpha", { deletionProtection: false }, { "if-match": "*" });
  expect((await send(user, "DELETE", "/api/stores/alpha")).statusCode).toBe(202);
});

test("a declared store is read-only", async () => {
  await open();
  const admin = await api.user("admin");
  expect((await send(admin, "GET", "/api/stores/aurora")).json()).toMatchObject({ managedBy: "declared", etag: null, status: "Ready" });
  for (const [method, url, payload] of [
    ["PATCH", "/api/stores/aurora", { title: "x" }],
    ["DELETE", "/api/stores/aurora", undefined],
    ["POST", "/api/stores/aurora/verify", undefined],
  ] as const) {
    expect((await send(admin, method, url, payload, { "if-match": "*" })).json()).toMatchObject({ status: 409, code: "declared-store" });
  }
});

test("another user's store is not there", async () => {
  const user = await open();
  await create(user, storeBody("alpha"));
  const other = await api.user();
  const id = (await send(user, "GET", "/api/stores/alpha/operations")).json().items[0].id;
  const paths = ["", "/events", "/logs", "/operations", "/history", "/admin-credentials"].map((path) => `/api/stores/alpha${path}`);
  for (const url of paths) expect((await send(other, "GET", url)).json()).toMatchObject({ status: 404, code: "store-not-found" });
  for (const action of ["upgrade", "suspend", "resume", "verify", "rollback"]) {
    expect((await send(other, "POST", `/api/stores/alpha/${action}`, {})).json()).toMatchObject({ code: "store-not-found" });
  }
  expect((await send(other, "DELETE", "/api/stores/alpha")).json().code).toBe("store-not-found");
  expect((await send(other, "PATCH", "/api/stores/alpha", {}, { "if-match": "*" })).json().code).toBe("store-not-found");
  expect((await send(other, "GET", `/api/operations/${id}`)).json().code).toBe("operation-not-found");
  expect((await send(other, "POST", `/api/operations/${id}/cancel`)).json().code).toBe("operation-not-found");
  expect((await send(other, "GET", "/api/stores")).json()).toMatchObject({ items: [], total: 0 });
  expect((await send(other, "GET", "/api/events")).json().items).toEqual([]);
  const admin = await api.user("admin");
  expect((await send(admin, "GET", "/api/stores")).json().items.map(({ name }: { name: string }) => name)).toEqual(["alpha", "aurora"]);
});
