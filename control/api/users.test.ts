import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { type ApiUnderTest, apiUnderTest, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";

jest.setTimeout(120_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let admin: TestUser;
let member: TestUser;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  admin = await api.user("admin");
  member = await api.user();
});
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});

const get = (user: TestUser, url: string) => api.app.inject({ method: "GET", url, headers: user.headers });
const put = (user: TestUser, url: string, payload: object) => api.app.inject({ method: "PUT", url, headers: user.headers, payload });

test("accounts are made by an admin, once for each address", async () => {
  const make = (user: TestUser, payload: object) => api.app.inject({ method: "POST", url: "/api/users", headers: user.headers, payload });
  const person = { email: "New@Example.com", name: "New", password: "a-long-password" };
  expect((await make(member, person)).json().code).toBe("forbidden");
  expect((await make(admin, person)).json()).toMatchObject({ email: "new@example.com", role: "member" });
  expect((await make(admin, person)).json().code).toBe("name-taken");
  expect((await make(admin, { ...person, email: "b@example.com", password: "short" })).json().code).toBe("invalid-request");
  const signUp = await api.app.inject({
    method: "POST",
    url: "/api/auth/sign-up/email",
    headers: { origin: "http://localhost:4100" },
    payload: person,
  });
  expect(signUp.statusCode).toBe(400);
});

test("an admin sees who has how many stores, and says how many somebody may have", async () => {
  const account = async () =>
    ((await get(admin, "/api/users")).json() as { items: { id: string; quota: object }[] }).items.find(({ id }) => id === member.id);
  expect(await account()).toMatchObject({ email: member.email, role: "member", quota: { used: 0, max: 3 } });
  const store = { name: "counted", engine: "medusa", adminEmail: "admin@counted.example" };
  const created = await api.app.inject({ method: "POST", url: "/api/stores", headers: member.headers, payload: store });
  expect(created.statusCode).toBe(202);
  expect((await put(admin, `/api/users/${member.id}/quota`, { maxStores: 7 })).json()).toEqual({ maxStores: 7 });
  expect(await account()).toMatchObject({ quota: { used: 1, max: 7 } });
  expect((await get(member, "/api/me")).json()).toMatchObject({ quota: { used: 1, max: 7 } });
  expect((await put(admin, "/api/users/nobody/quota", { maxStores: 7 })).json().code).toBe("not-found");
});

test("a role holds from the next request on; nobody changes their own, and a member nobody's", async () => {
  expect((await put(member, `/api/users/${member.id}/role`, { role: "admin" })).json().code).toBe("forbidden");
  expect((await put(admin, `/api/users/${admin.id}/role`, { role: "member" })).json().code).toBe("forbidden");
  expect((await put(admin, "/api/users/nobody/role", { role: "admin" })).json().code).toBe("not-found");
  expect((await put(admin, `/api/users/${member.id}/role`, { role: "owner" })).json().code).toBe("invalid-request");
  expect((await put(admin, `/api/users/${member.id}/role`, { role: "admin" })).json()).toMatchObject({ id: member.id, role: "admin" });
  expect((await get(member, "/api/users")).statusCode).toBe(200);
  expect((await put(admin, `/api/users/${member.id}/role`, { role: "member" })).statusCode).toBe(200);
  expect((await get(member, "/api/users")).json().code).toBe("forbidden");
  const { items } = (await get(admin, "/api/audit?action=user.role")).json() as { items: object[] };
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ actorEmail: admin.email, target: member.id, data: { role: "member" } });
});

test("the audit log is found by part of the target, by action and by outcome", async () => {
  const found = async (query: string) => ((await get(admin, `/api/audit?${query}`)).json() as { items: { action: string }[] }).items;
  expect(await found("target=ounte")).toMatchObject([{ action: "store.create", target: "counted" }]);
  // A wildcard of the database is a plain character here.
  expect(await found("target=c%25d")).toEqual([]);
  const again = { name: "counted", engine: "medusa", adminEmail: "admin@counted.example" };
  await api.app.inject({ method: "POST", url: "/api/stores", headers: member.headers, payload: again });
  expect(await found("target=counted&outcome=refused")).toMatchObject([{ action: "store.create", data: { code: "name-taken" } }]);
  expect((await get(admin, "/api/audit?outcome=maybe")).json().code).toBe("invalid-request");
});
