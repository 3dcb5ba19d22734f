import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { TestPostgres } from "../../db/testing/postgres.ts";
import { type ApiUnderTest, apiUnderTest, baseUrl, startApiPostgres } from "../testing/api-under-test.ts";
import { type OpenIdProvider, startOpenIdProvider } from "../testing/openid-provider.ts";
import { oidcFrom } from "./oidc.ts";

jest.setTimeout(60_000);
const ada = { sub: "1815", email: "ada@example.com", name: "Ada", email_verified: true };
let postgres: TestPostgres;
let provider: OpenIdProvider;
let api: ApiUnderTest;
beforeAll(async () => {
  postgres = await startApiPostgres();
  provider = await startOpenIdProvider(ada);
}, 60_000);
afterEach(() => api?.close());
afterAll(async () => {
  await provider?.stop();
  await postgres?.stop();
});

async function open(variables: Readonly<Record<string, string>> = {}): Promise<void> {
  provider.person = ada;
  provider.forges = false;
  api = await apiUnderTest(postgres, {
    oidc: oidcFrom({
      STOREFLEET_OIDC_ID: "acme",
      STOREFLEET_OIDC_NAME: "Acme",
      STOREFLEET_OIDC_DISCOVERY_URL: provider.discoveryUrl,
      STOREFLEET_OIDC_CLIENT_ID: provider.clientId,
      STOREFLEET_OIDC_CLIENT_SECRET: provider.clientSecret,
      ...variables,
    }),
  });
}

let visitors = 0;

/** Follows a log-in as a browser does. @returns where it ends, and the session's cookie if there is one */
async function logIn(): Promise<{ location: string; cookie: string }> {
  visitors += 1;
  const begun = await api.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/social",
    // Log-ins are limited per address.
    remoteAddress: `192.0.2.${visitors}`,
    headers: { origin: baseUrl },
    payload: { provider: "acme", callbackURL: "/stores", errorCallbackURL: "/login" },
  });
  const asked = await fetch((begun.json() as { url: string }).url, { redirect: "manual" });
  const back = new URL(asked.headers.get("location") ?? "");
  expect(`${back.origin}${back.pathname}`).toBe(`${baseUrl}/api/auth/callback/acme`);
  const cookie = begun.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
  const ended = await api.app.inject({ method: "GET", url: `${back.pathname}${back.search}`, headers: { cookie } });
  const session = ended.cookies.filter(({ name }) => name.endsWith("session_token"));
  return {
    location: String(ended.headers.location),
    cookie: session.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; "),
  };
}

const me = (cookie: string) => api.app.inject({ method: "GET", url: "/api/me", headers: { cookie } });
const account = (email: string) =>
  api.authentication.createUser({ email, name: "Ada", password: randomBytes(12).toString("hex"), role: "member" });

/** What was written down, oldest first. */
async function audited() {
  const rows = await api.database.db.selectFrom("audit").selectAll().orderBy("id").execute();
  return rows.map(({ action, actor_id, target, outcome, data }) => [action, actor_id, target, outcome, data]);
}

describe("log-in with OpenID Connect", () => {
  test("is offered to the log-in page by name", async () => {
    await open();
    const reply = await api.app.inject({ method: "GET", url: "/api/login-options" });
    expect(reply.json()).toEqual({ password: true, oidc: [{ id: "acme", name: "Acme" }] });
  });

  test("lets somebody in whom an administrator gave an account, the second time as well", async () => {
    await open();
    const id = await account(ada.email);
    for (let time = 0; time < 2; time++) {
      const { location, cookie } = await logIn();
      expect(location).toMatch(/\/stores$/);
      expect((await me(cookie)).json()).toMatchObject({ id, email: ada.email, role: "member" });
    }
    const signIn = ["user.sign-in", id, ada.email, "accepted", { method: "oidc", provider: "acme" }];
    expect(await audited()).toEqual([["user.link", id, id, "accepted", { provider: "acme" }], signIn, signIn]);
  });

  test.each<[string, () => Promise<unknown> | undefined]>([
    ["nobody gave an account", () => undefined],
    [
      "only claims the address of an account",
      () => {
        provider.person = { ...ada, email_verified: false };
        return account(ada.email);
      },
    ],
    [
      "comes with a token that the provider did not sign",
      () => {
        provider.forges = true;
        return account(ada.email);
      },
    ],
  ])("refuses somebody who %s", async (_who, prepare) => {
    await open();
    await prepare();
    const users = (await api.database.db.selectFrom("users").select("id").execute()).length;
    const { location, cookie } = await logIn();
    expect(location).toMatch(/\/login\?error=/);
    expect(cookie).toBe("");
    expect((await me(cookie)).statusCode).toBe(401);
    expect(await api.database.db.selectFrom("users").select("id").execute()).toHaveLength(users);
    const data = { method: "oidc", provider: "acme", code: new URL(location, baseUrl).searchParams.get("error") };
    expect(await audited()).toEqual([["user.sign-in", null, null, "refused", data]]);
  });

  test("makes an account, a member's, for whoever the provider knows when the installation says so", async () => {
    await open({ STOREFLEET_OIDC_SIGN_UP: "true" });
    const { cookie } = await logIn();
    expect((await me(cookie)).json()).toMatchObject({ email: ada.email, name: ada.name, role: "member" });
    expect((await audited()).map(([action]) => action)).toEqual(["user.create", "user.link", "user.sign-in"]);
  });

  test("refuses an answer without the state that the browser was given", async () => {
    await open();
    await account(ada.email);
    const reply = await api.app.inject({ method: "GET", url: "/api/auth/callback/acme?code=stolen&state=guessed" });
    expect(reply.cookies.filter(({ name }) => name.endsWith("session_token"))).toEqual([]);
  });
});

describe("the variables of a provider", () => {
  const all = {
    STOREFLEET_OIDC_DISCOVERY_URL: "https://id.example/.well-known/openid-configuration",
    STOREFLEET_OIDC_CLIENT_ID: "storefleet",
    STOREFLEET_OIDC_CLIENT_SECRET: "secret",
  };

  test("name none, or one that nobody signs up with", () => {
    expect(oidcFrom({})).toBeUndefined();
    expect(oidcFrom(all)).toMatchObject({ id: "oidc", name: "oidc", signUp: false });
  });

  test.each([
    [{ ...all, STOREFLEET_OIDC_CLIENT_SECRET: "" }, "OIDC needs all of"],
    [{ ...all, STOREFLEET_OIDC_ID: "A/B" }, "STOREFLEET_OIDC_ID"],
    [{ ...all, STOREFLEET_OIDC_SIGN_UP: "yes" }, "STOREFLEET_OIDC_SIGN_UP"],
  ])("are refused when they are not whole or wrong", (variables, message) => {
    expect(() => oidcFrom(variables)).toThrow(message);
  });
});

test.each([
  ["http://localhost:4100", 200],
  ["http://127.0.0.1:4100", 200],
  ["http://[::1]:4100", 200],
  ["http://127.0.0.1:4101", 403],
  ["https://evil.example", 403],
])("a log-in by password from a page of %s ends with %d", async (origin, status) => {
  api = await apiUnderTest(postgres);
  const { email, password } = await api.user();
  const reply = await api.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    remoteAddress: `198.51.100.${visitors++}`,
    headers: { origin, cookie: "some=cookie" },
    payload: { email, password },
  });
  expect(reply.statusCode).toBe(status);
});
