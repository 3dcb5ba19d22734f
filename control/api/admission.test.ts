import { expect, test } from "@jest/globals";
import { limitsFrom } from "./limits.ts";
import { apiPerTest, createStore, storeBody } from "./testing/api-per-test.ts";
import { type ApiUnderTest, roomyCluster, type TestChanges, type TestUser } from "./testing/api-under-test.ts";

const fresh = apiPerTest();
let api: ApiUnderTest;

async function open(changes: TestChanges = {}): Promise<TestUser> {
  api = await fresh(changes);
  return api.user();
}

const create = (user: TestUser, payload: object, headers: object = {}) => createStore(api, user, payload, headers);
test("refuses more stores than the quota, also when they are asked for at once", async () => {
  const user = await open();
  const replies = await Promise.all(["a1", "a2", "a3", "a4", "a5"].map((name) => create(user, storeBody(name))));
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
  expect((await create(user, storeBody("a6"))).statusCode).toBe(202);
});

test.each<[string, TestChanges, number, string, string]>([
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
  const reply = await create(user, storeBody("alpha"));
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
  expect((await create(user, storeBody("alpha"))).statusCode).toBe(202);
  expect((await create(user, storeBody("beta"))).json().detail).toBe(
    "Not enough pod slots: the store needs 6, 4 of 10 are free (0 in use, 6 promised to stores in the queue).",
  );
});

test("needs no certificate for a store, and refuses one with a domain of its own, which would need one", async () => {
  const user = await open();
  const reply = await create(user, storeBody("alpha", { domains: ["shop.example.com"] }));
  expect(reply.json()).toMatchObject({ status: 422, code: "invalid-store", problems: [{ store: "alpha", field: "domains" }] });
  expect((await create(user, storeBody("alpha", { domains: [] }))).statusCode).toBe(202);
});
