import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { AuditRow } from "../../db/schema.ts";
import type { TestPostgres } from "../../db/testing/postgres.ts";
import { type ApiUnderTest, apiUnderTest, baseUrl, startApiPostgres, type TestUser } from "../testing/api-under-test.ts";

jest.setTimeout(60_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let ada: TestUser;
let other: TestUser;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  ada = await api.user();
  other = await api.user();
}, 60_000);
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});

interface Session {
  readonly cookie: string;
}
interface Made {
  readonly id: string;
  readonly key: string;
  readonly start: string;
}
let addresses = 0;

async function ask(path: string, payload: object, session?: Session, remoteAddress = "192.0.2.1") {
  const headers = { origin: baseUrl, ...(session === undefined ? {} : { cookie: session.cookie }) };
  return api.app.inject({ method: "POST", url: `/api/auth/${path}`, headers, payload, remoteAddress });
}

/** From an address of its own, because log-ins are limited by address. */
async function signIn({ email, password }: { readonly email: string; readonly password: string }) {
  addresses += 1;
  const remoteAddress = `198.51.100.${addresses}`;
  const reply = await ask("sign-in/email", { email, password }, undefined, remoteAddress);
  const cookie = reply.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
  return { status: reply.statusCode, cookie, remoteAddress };
}

/** Entries that were written while something was done. */
async function writtenBy(work: () => Promise<unknown>): Promise<AuditRow[]> {
  const rows = () => api.database.db.selectFrom("audit").selectAll().orderBy("id").execute();
  const before = (await rows()).length;
  await work();
  return (await rows()).slice(before);
}

test("a log-in is written down, and one that failed under the address that was tried", async () => {
  const [good] = await writtenBy(() => signIn(ada));
  expect(good).toMatchObject({ action: "user.sign-in", actor_id: ada.id, target: ada.email, outcome: "accepted" });
  expect(good).toMatchObject({ actor_ip: `198.51.100.${addresses}`, data: { method: "password" } });
  for (const email of [ada.email.toUpperCase(), "nobody@example.com"]) {
    const entries = await writtenBy(() => signIn({ email, password: "not the password" }));
    expect(entries).toMatchObject([
      {
        action: "user.sign-in",
        actor_id: null,
        target: email.toLowerCase(),
        outcome: "refused",
        data: { method: "password", code: "INVALID_EMAIL_OR_PASSWORD" },
      },
    ]);
  }
});

test("what was typed as an address and is none is not written down: it may be a password", async () => {
  const entries = await writtenBy(() => signIn({ email: ada.password, password: "x" }));
  expect(entries).toMatchObject([{ action: "user.sign-in", target: null, outcome: "refused", data: { code: "INVALID_EMAIL" } }]);
  expect(JSON.stringify(entries)).not.toContain(ada.password);
});

test("a log-out is written down, but not one of somebody who is not signed in", async () => {
  const session = await signIn(ada);
  expect(await writtenBy(() => ask("sign-out", {}, session))).toMatchObject([
    { action: "user.sign-out", actor_id: ada.id, target: ada.email, outcome: "accepted" },
  ]);
  expect(await writtenBy(() => ask("sign-out", {}, session))).toEqual([]);
});

test("a change of password is written down, one with a wrong password as refused", async () => {
  const session = await signIn(other);
  const next = "another-long-password";
  const change = (currentPassword: string) => ask("change-password", { currentPassword, newPassword: next }, session);
  expect(await writtenBy(() => change("not the password"))).toMatchObject([
    { action: "user.password", actor_id: other.id, outcome: "refused", data: { code: "INVALID_PASSWORD" } },
  ]);
  const entries = await writtenBy(() => change(other.password));
  expect(entries).toMatchObject([{ action: "user.password", actor_id: other.id, target: other.email, outcome: "accepted" }]);
  expect(JSON.stringify(entries)).not.toContain(next);
  expect(await writtenBy(() => ask("revoke-other-sessions", {}, session))).toMatchObject([
    { action: "user.sessions", actor_id: other.id, outcome: "accepted" },
  ]);
});

test("an API key is written down from its creation to its end, by its first characters and never by itself", async () => {
  const session = await signIn(ada);
  let key: Made = { id: "", key: "", start: "" };
  const [created] = await writtenBy(async () => {
    key = (await ask("api-key/create", { name: "deploy" }, session)).json<Made>();
  });
  const about = { actor_id: ada.id, actor_ip: "192.0.2.1", target: key.id, outcome: "accepted" };
  expect(created).toMatchObject({ ...about, action: "key.create", data: { start: key.start, name: "deploy" } });
  expect(key.key.startsWith(key.start)).toBe(true);
  const ours = { authorization: `Bearer ${key.key}` };
  expect((await api.app.inject({ url: "/api/me", headers: ours })).json()).toMatchObject({ id: ada.id });

  const renamed = await writtenBy(() => ask("api-key/update", { keyId: key.id, name: "ship" }, session));
  expect(renamed).toMatchObject([{ ...about, action: "key.update", data: { start: key.start, name: "deploy", fields: ["name"] } }]);

  const revoke = () => writtenBy(() => ask("api-key/delete", { keyId: key.id }, session));
  expect(await revoke()).toMatchObject([{ ...about, action: "key.revoke", data: { start: key.start, name: "ship" } }]);
  expect(await revoke()).toMatchObject([{ ...about, action: "key.revoke", outcome: "refused", data: { code: "KEY_NOT_FOUND" } }]);
  // The process that revoked it knows at once.
  expect((await api.app.inject({ url: "/api/me", headers: ours })).statusCode).toBe(401);

  const table = JSON.stringify(await api.database.db.selectFrom("audit").selectAll().execute());
  for (const secret of [key.key, key.key.slice(key.start.length), ada.password, other.password, session.cookie.split("=")[1] ?? "?"]) {
    expect(table).not.toContain(secret);
    expect(api.log.join("\n")).not.toContain(secret);
  }
});

test("of somebody else's key the log tells nothing, and a stranger leaves no entry", async () => {
  const key = (await ask("api-key/create", { name: "private" }, await signIn(ada))).json<Made>();
  const session = await signIn({ ...other, password: "another-long-password" });
  for (const [path, action] of [
    ["api-key/update", "key.update"],
    ["api-key/delete", "key.revoke"],
  ] as const) {
    const entries = await writtenBy(() => ask(path, { keyId: key.id, name: "mine" }, session));
    expect(entries).toMatchObject([{ action, actor_id: other.id, target: key.id, outcome: "refused", data: { code: "KEY_NOT_FOUND" } }]);
    expect(JSON.stringify(entries)).not.toContain(key.start);
    expect(await writtenBy(() => ask(path, { keyId: key.id, name: "mine" }))).toEqual([]);
  }
});

test("keys that the installation makes for somebody name their owner", async () => {
  const entries = await writtenBy(() => api.authentication.createApiKey(ada.id, "command line"));
  expect(entries).toMatchObject([{ action: "key.create", actor_id: null, actor_ip: null, data: { owner: ada.id, name: "command line" } }]);
});
