import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { sql } from "kysely";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { keepHouse } from "../worker/housekeeping.ts";
import { buildApp } from "./app.ts";
import type { Api } from "./context.ts";
import { limitsFrom } from "./limits.ts";
import { storeBody } from "./testing/api-per-test.ts";
import { type ApiUnderTest, apiUnderTest, baseUrl, startApiPostgres, type TestUser, testDependencies } from "./testing/api-under-test.ts";

jest.setTimeout(60_000);
const limits = limitsFrom({ STOREFLEET_STORES_PER_USER: "100", STOREFLEET_STORES_PER_ADDRESS: "100" });
let postgres: TestPostgres;
let api: ApiUnderTest;
let second: Api;
let stopSecond: () => Promise<void>;
let user: TestUser;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres, { limits });
  const dependencies = await testDependencies(api.database, { limits });
  second = await buildApp(dependencies);
  await second.ready();
  stopSecond = async () => {
    await second.close();
    await dependencies.queue.stop({ graceful: false });
  };
  user = await api.user();
}, 60_000);
afterAll(async () => {
  await stopSecond?.();
  await api?.close();
  await postgres?.stop();
});

let made = 0;

function create(app: Api, remoteAddress: string) {
  made += 1;
  const payload = storeBody(`shop-${made}`);
  return app.inject({ method: "POST", url: "/api/stores", headers: user.headers, payload, remoteAddress });
}

test("refuses the sixth creation within a minute from one address, whichever process is asked", async () => {
  const address = "192.0.2.1";
  const replies = await Promise.all([api.app, second, api.app, second, api.app].map((app) => create(app, address)));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 202, 202]);
  for (const app of [second, api.app]) {
    const refused = await create(app, address);
    expect(refused.headers["content-type"]).toContain("application/problem+json");
    expect(refused.json()).toMatchObject({ status: 429, code: "too-many-requests" });
    const wait = Number(refused.headers["retry-after"]);
    expect(wait > 0 && wait <= 60).toBe(true);
  }
  expect((await create(second, "192.0.2.2")).statusCode).toBe(202);
});

test("takes on creations again when the minute is over; what was counted is forgotten", async () => {
  const { db } = api.database;
  const address = "192.0.2.3";
  for (let time = 0; time < 6; time++) await create(api.app, address);
  expect((await create(second, address)).statusCode).toBe(429);
  await sql`update rate_counts set ends_at = now() - interval '1 second'`.execute(db);
  expect((await create(second, address)).statusCode).toBe(202);
  await keepHouse(db);
  expect((await sql`select key from rate_counts`.execute(db)).rows).toEqual([{ key: `POST /api/stores ${address}` }]);
});

test("an IPv6 network of 64 bits is one address", async () => {
  for (let host = 1; host <= 5; host++) await create(api.app, `2001:db8:1:1::${host}`);
  expect((await create(second, "2001:db8:1:1:ffff::6")).statusCode).toBe(429);
  expect((await create(second, "2001:db8:1:2::1")).statusCode).toBe(202);
});

test("refuses the eleventh log-in within a minute from one address, whichever process is asked", async () => {
  const signIn = (app: Api, remoteAddress: string) =>
    app.inject({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { origin: baseUrl },
      payload: { email: user.email, password: "not the password" },
      remoteAddress,
    });
  for (let time = 0; time < 10; time++) {
    expect((await signIn(time % 2 === 0 ? api.app : second, "198.51.100.1")).statusCode).toBe(401);
  }
  const audited = () => api.database.db.selectFrom("audit").select("id").where("action", "=", "user.sign-in").execute();
  const before = await audited();
  for (const app of [api.app, second]) {
    const refused = await signIn(app, "198.51.100.1");
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  }
  // Nobody fills the audit log with what is not even tried.
  expect(await audited()).toEqual(before);
  expect((await signIn(second, "198.51.100.2")).statusCode).toBe(401);
});
