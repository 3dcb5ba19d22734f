import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { storeSpecSchema } from "../../stores/schema.ts";
import { insertStore } from "../db/stores.ts";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { recordUsage, takeUsageTurn } from "../db/usage.ts";
import { type ApiUnderTest, apiUnderTest, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";

jest.setTimeout(60_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let member: TestUser;
let other: TestUser;
let admin: TestUser;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  member = await api.user();
  other = await api.user();
  admin = await api.user("admin");
  const spec = storeSpecSchema.parse({ name: "rose", engine: "medusa", adminEmail: "a@example.com", owner: member.id });
  await insertStore(api.database.db, { spec, ownerId: member.id, revision: 1 });
});
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});
beforeEach(async () => {
  await api.database.db.deleteFrom("usage_samples").execute();
  await api.database.db.deleteFrom("usage_turn").execute();
});

const get = (user: TestUser, query = "", store = "rose") =>
  api.app.inject({ method: "GET", url: `/api/stores/${store}/usage${query}`, headers: user.headers });

/** Samples of now and of some minutes ago. */
async function measure(unavailable: string | null, ...minutesAgo: number[]): Promise<void> {
  const { db } = api.database;
  await takeUsageTurn(db, 0);
  for (const minutes of minutesAgo) {
    const stores = ["rose", "aurora"].map((store) => ({ store, cpuMillis: 40.5, memoryBytes: 700 * 2 ** 20 }));
    await recordUsage(db, new Date(Date.now() - minutes * 60_000), { stores, unavailable }, 24);
  }
  if (minutesAgo.length === 0) await recordUsage(db, new Date(), { stores: [], unavailable }, 24);
}

/** Since when the store is there. */
async function createdMinutesAgo(minutes: number): Promise<void> {
  await api.database.pool.query("update stores set created_at = $1", [new Date(Date.now() - minutes * 60_000)]);
}

describe("what a store uses", () => {
  test("is shown to its owner and to an admin, with what it is guaranteed and may use at most", async () => {
    await createdMinutesAgo(300);
    await measure(null, 200, 30, 0);
    const reply = await get(member);
    expect(reply.statusCode).toBe(200);
    const usage = reply.json();
    expect(usage).toMatchObject({
      store: "rose",
      unavailable: null,
      stepSeconds: 60,
      guaranteed: { cpuMillis: 190, memoryBytes: 1248 * 2 ** 20 },
      limit: { cpuMillis: 7500, memoryBytes: 3712 * 2 ** 20 },
    });
    expect(Date.parse(usage.measuredAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(usage.samples).toEqual([
      { at: expect.any(String), cpuMillis: 40.5, memoryBytes: 700 * 2 ** 20 },
      { at: expect.any(String), cpuMillis: 40.5, memoryBytes: 700 * 2 ** 20 },
    ]);
    expect((await get(admin, "?hours=6")).json()).toMatchObject({ stepSeconds: 120, samples: [{}, {}, {}] });
  });

  test("begins when the store was made: the samples of an earlier one of that name are not its own", async () => {
    await createdMinutesAgo(10);
    await measure(null, 30, 5);
    expect((await get(member)).json().samples).toHaveLength(1);
  });

  test("is also known of a declared store, to those who see it", async () => {
    await measure(null, 1);
    expect((await get(admin, "", "aurora")).json()).toMatchObject({ store: "aurora", guaranteed: { cpuMillis: 190 }, samples: [{}] });
    expect((await get(member, "", "aurora")).json().code).toBe("store-not-found");
  });

  test("says why it is not measured", async () => {
    expect((await get(member)).json()).toMatchObject({
      measuredAt: null,
      unavailable: "CPU and memory have not been measured yet; a worker does so once a minute.",
      samples: [],
    });
    await measure("install metrics-server");
    expect((await get(member)).json()).toMatchObject({ unavailable: "install metrics-server", samples: [] });
    await api.database.db
      .updateTable("usage_turn")
      .set({ at: new Date("2026-01-31T12:00:00Z"), unavailable: null })
      .execute();
    expect((await get(member)).json().unavailable).toBe(
      "CPU and memory were measured last at 2026-01-31T12:00:00.000Z: no worker runs; storefleet up starts one.",
    );
  });

  test("has no more points than a chart has room for", async () => {
    await createdMinutesAgo(24 * 60);
    await measure(null, 0);
    await api.database.pool.query(
      `insert into usage_samples select 'rose', now() - minute * interval '1 minute', minute, minute
       from generate_series(1, 1439) as minute`,
    );
    for (const hours of [1, 4, 5, 23, 24]) {
      const { samples, stepSeconds } = (await get(member, `?hours=${hours}`)).json();
      expect(samples.length).toBeLessThanOrEqual(240);
      expect(samples.length * stepSeconds).toBeGreaterThan(hours * 3600 - 2 * stepSeconds);
    }
  });
});

describe("what all stores use now", () => {
  const now = async (user: TestUser) => (await api.app.inject({ method: "GET", url: "/api/usage", headers: user.headers })).json();
  /** A turn in which both stores were measured. */
  const turn = async (unavailable: string | null = null) => {
    const at = (await takeUsageTurn(api.database.db, 0))?.at ?? new Date();
    const stores = unavailable === null ? ["rose", "aurora"].map((store) => ({ store, cpuMillis: 40.5, memoryBytes: 1e9 })) : [];
    await recordUsage(api.database.db, at, { stores, unavailable }, 24);
  };

  test("is shown to an admin of everyone's and the declared ones, to a member of the own alone", async () => {
    await createdMinutesAgo(10);
    await turn();
    const rose = { store: "rose", cpuMillis: 40.5, memoryBytes: 1e9 };
    expect(await now(admin)).toMatchObject({ unavailable: null, items: [{ store: "aurora" }, rose] });
    expect((await now(member)).items).toEqual([rose]);
    expect((await now(other)).items).toEqual([]);
  });

  test("is nothing, with the reason, while nothing is measured", async () => {
    await createdMinutesAgo(10);
    await turn();
    await turn("install metrics-server");
    expect(await now(member)).toMatchObject({ unavailable: "install metrics-server", items: [] });
  });
});

test.each(["hours=0", "hours=25", "hours=1.5", "hours=week", "hours=", "days=1"])("refuses a past of %s", async (query) => {
  const reply = await get(member, `?${query}`);
  expect([reply.statusCode, reply.json().code]).toEqual([400, "invalid-request"]);
});

test("refuses to tell of somebody else's store, of one that is not there, and anybody who is nobody", async () => {
  for (const reply of [await get(other), await get(member, "", "nothing")]) {
    expect([reply.statusCode, reply.json().code]).toEqual([404, "store-not-found"]);
  }
  const stranger = await api.app.inject({ method: "GET", url: "/api/stores/rose/usage" });
  expect(stranger.statusCode).toBe(401);
});
