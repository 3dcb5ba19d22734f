import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { operationQueue } from "../db/queue.ts";
import type { TestPostgres } from "../db/testing/postgres.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { limitsFrom } from "./limits.ts";
import { type ApiUnderTest, apiUnderTest, roomyCluster, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";

jest.setTimeout(60_000);
let postgres: TestPostgres;
let api: ApiUnderTest;

beforeAll(async () => {
  postgres = await startApiPostgres();
}, 60_000);
afterEach(() => api?.close());
afterAll(() => postgres?.stop());

async function open(changes: Partial<ApiDependencies> = {}): Promise<TestUser> {
  api = await apiUnderTest(postgres, changes);
  return api.user();
}

const store = (name: string, more: object = {}) => ({ name, engine: "medusa", adminEmail: "admin@example.com", ...more });
const create = (user: TestUser, payload: object, headers: object = {}) =>
  api.app.inject({ method: "POST", url: "/api/stores", headers: { ...user.headers, ...headers }, payload });
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
  const reply = await create(user, store("alpha"));
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
  const other = await create(user, store("alpha", { owner: "somebody" }));
  expect([other.statusCode, other.json().code]).toEqual([403, "forbidden"]);
  const elsewhere = await create(user, store("alpha", { environments: ["prod"] }));
  expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([422, "invalid-store"]);
});

test("refuses a name that is taken, by a declared store too", async () => {
  const user = await open();
  await create(user, store("alpha"));
  for (const name of ["alpha", "aurora"]) {
    const reply = await create(user, store(name));
    expect([reply.statusCode, reply.json().code]).toEqual([409, "name-taken"]);
  }
  const refused = (await send(user, "GET", "/api/audit")).json().items.filter(({ outcome }: { outcome: string }) => outcome === "refused");
  expect(refused).toMatchObject([{ data: { code: "name-taken" } }, { data: { code: "name-taken" } }]);
});

test("a repeated request with its key is the same operation, another body with it is refused", async () => {
  const user = await open();
  const headers = { "idempotency-key": "k1" };
  const first = await create(user, store("alpha"), headers);
  const again = await create(user, { adminEmail: "admin@example.com", engine: "medusa", name: "alpha" }, headers);
  expect(again.statusCode).toBe(202);
  expect(again.json().operation.id).toBe(first.json().operation.id);
  const other = await create(user, store("beta"), headers);
  expect([other.statusCode, other.json().code]).toEqual([409, "idempotency-key-reused"]);
  const somebody = await api.user();
  expect((await create(somebody, store("gamma"), headers)).statusCode).toBe(202);
});

test("the same request ten times at once makes one store and one operation", async () => {
  const user = await open();
  const replies = await Promise.all(Array.from({ length: 10 }, () => create(user, store("alpha"), { "idempotency-key": "once" })));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(202));
  expect(new Set(replies.map((reply) => reply.json().operation.id)).size).toBe(1);
});

test("two people at once for one name: one gets it", async () => {
  const user = await open();
  const other = await api.user();
  const replies = await Promise.all([create(user, store("alpha")), create(other, store("alpha"))]);
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
});

test("refuses more stores than the quota, also when they are asked for at once", async () => {
  const user = await open();
  const replies = await Promise.all(["a1", "a2", "a3", "a4", "a5"].map((name) => create(user, store(name))));
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 202, 403, 403]);
  const refused = replies.find(({ statusCode }) => statusCode === 403)?.json();
  expect(refused).toMatchObject({
    code: "quota-exceeded",
    detail: "You have 3 of 3 stores; delete one, or ask an administrator for more.",
  });
  const admin = await api.user("admin");
  expect(
    (await api.app.inject({ method: "PUT", url: `/api/users/${user.id}/quota`, headers: admin.headers, payload: { maxStores: 4 } }))
      .statusCode,
  ).toBe(200);
  expect((await create(user, store("a6"))).statusCode).toBe(202);
});

test.each<[string, Partial<ApiDependencies>, number, string, string]>([
  [
    "the cluster has all the stores that it may",
    { limits: limitsFrom({ STOREFLEET_STORES_TOTAL: "0" }) },
    409,
    "cluster-full",
    "The cluster has 0 of 0 self-service stores; one must go first.",
  ],
  [
    "an address has all the stores that it may",
    { limits: limitsFrom({ STOREFLEET_STORES_PER_ADDRESS: "0" }) },
    403,
    "quota-exceeded",
    "0 of 0 stores were asked for from your address; delete one of them first.",
  ],
  [
    "an engine cannot run",
    { unavailable: async () => "no archive" },
    409,
    "engine-unavailable",
    "No medusa store can run here: no archive",
  ],
  [
    "memory is short",
    {
      cluster: {
        adminPassword: async () => "",
        snapshot: async () => ({ ...roomyCluster, capacity: { ...roomyCluster.capacity, memoryMiB: { total: 4096, used: 4000 } } }),
      },
    },
    409,
    "no-capacity",
    "Not enough memory: the store needs 1248 MiB, 96 MiB of 4096 MiB are free (4000 MiB in use, 0 MiB promised to stores in the queue).",
  ],
  [
    "volumes are short",
    {
      cluster: {
        adminPassword: async () => "",
        snapshot: async () => ({ ...roomyCluster, capacity: { ...roomyCluster.capacity, volumes: { total: 16, used: 15 } } }),
      },
    },
    409,
    "no-capacity",
    "Not enough volumes: the store needs 3, 1 of 16 are free (15 in use, 0 promised to stores in the queue).",
  ],
  [
    "the cluster is away",
    {
      cluster: {
        adminPassword: async () => "",
        snapshot: async () => {
          throw new Error("connect ECONNREFUSED");
        },
      },
    },
    503,
    "cluster-unavailable",
    "The cluster does not answer, so nobody knows whether there is room: connect ECONNREFUSED",
  ],
])("refuses a store when %s", async (_case, changes, status, code, detail) => {
  const user = await open(changes);
  const reply = await create(user, store("alpha"));
  expect(reply.json()).toMatchObject({ status, code, detail });
  expect(reply.statusCode).toBe(status);
});

test("counts what was promised to stores in the queue", async () => {
  const user = await open({
    cluster: {
      adminPassword: async () => "",
      snapshot: async () => ({ ...roomyCluster, capacity: { ...roomyCluster.capacity, pods: { total: 10, used: 0 } } }),
    },
  });
  expect((await create(user, store("alpha"))).statusCode).toBe(202);
  expect((await create(user, store("beta"))).json().detail).toBe(
    "Not enough pod slots: the store needs 6, 4 of 10 are free (0 in use, 6 promised to stores in the queue).",
  );
});

test("refuses the sixth creation within a minute from one address", async () => {
  const user = await open({ limits: limitsFrom({}) });
  for (const name of ["a1", "a2", "a3", "a4", "a5"]) await create(user, store(name));
  const reply = await create(user, store("a6"));
  expect(reply.json()).toMatchObject({ status: 429, code: "too-many-requests" });
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
});

test("a change needs the current ETag and makes a revision", async () => {
  const user = await open();
  await create(user, store("alpha"));
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
  await create(user, store("alpha"));
  await finish("alpha");
  const reply = await send(user, "PATCH", "/api/stores/alpha", patch, { "if-match": "*" });
  expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
});

test("deleting stops what is under way, and repeating it is the same operation", async () => {
  const user = await open();
  const created = (await create(user, store("alpha"))).json().operation;
  const first = await send(user, "DELETE", "/api/stores/alpha");
  expect([first.statusCode, first.json().operation.kind]).toEqual([202, "delete"]);
  expect((await send(user, "DELETE", "/api/stores/alpha")).json().operation.id).toBe(first.json().operation.id);
  expect((await send(user, "GET", `/api/operations/${created.id}`)).json().cancelRequested).toBe(true);
  expect(await statusOf("alpha")).toBe("Deleting");
});

test("refuses to delete a protected store until it is no longer", async () => {
  const user = await open();
  await create(user, store("alpha", { deletionProtection: true }));
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
  await create(user, store("alpha"));
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
