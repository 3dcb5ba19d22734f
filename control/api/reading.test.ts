import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { storeSpecSchema } from "../../stores/schema.ts";
import { appendJobLog } from "../db/job-logs.ts";
import { insertOperation } from "../db/operations.ts";
import { recordProof } from "../db/proofs.ts";
import { insertStore } from "../db/stores.ts";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { type ApiUnderTest, adminPassword, apiUnderTest, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";

jest.setTimeout(60_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let member: TestUser;
let admin: TestUser;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  member = await api.user();
  admin = await api.user("admin");
  for (let index = 0; index < 25; index++) {
    const spec = storeSpecSchema.parse({
      name: `shop-${String(index).padStart(2, "0")}`,
      engine: index % 2 === 0 ? "medusa" : "woocommerce",
      title: `Title ${index % 5}`,
      adminEmail: "a@example.com",
      owner: member.id,
    });
    await insertStore(api.database.db, { spec, ownerId: member.id, revision: 1 });
  }
  await api.database.db.updateTable("stores").set({ status: "Ready" }).where("name", "<", "shop-10").execute();
});
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});

const get = (user: TestUser, url: string, headers: object = {}) =>
  api.app.inject({ method: "GET", url, headers: { ...user.headers, ...headers } });

test("pages of any size and order hold every store once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom("name", "createdAt", "updatedAt", "status", "engine"),
      fc.constantFrom("asc", "desc"),
      async (limit, sort, order) => {
        const names: string[] = [];
        const values: string[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          const query: string = `limit=${limit}&sort=${sort}&order=${order}${cursor === "" ? "" : `&cursor=${cursor}`}`;
          const page = (await get(admin, `/api/stores?${query}`)).json();
          expect(page.total).toBe(26);
          names.push(...page.items.map(({ name }: { name: string }) => name));
          values.push(...page.items.map((store: Record<string, string | null>) => store[sort] ?? ""));
          cursor = page.nextCursor;
        }
        expect(new Set(names).size).toBe(26);
        expect(names).toHaveLength(26);
        const sorted = [...values].sort();
        expect(values).toEqual(order === "asc" ? sorted : sorted.reverse());
      },
    ),
    { numRuns: 15 },
  );
});

test.each([
  ["search=shop-1", 10],
  ["search=title 3", 5],
  ["search=%25", 0],
  ["status=Ready", 10],
  ["status=Ready&status=Queued", 25],
  ["engine=woocommerce", 12],
  ["managedBy=declared", 0],
  ["owner=somebody", 0],
])("a member's list by %s has %d stores", async (query, total) => {
  expect((await get(member, `/api/stores?${query}`)).json().total).toBe(total);
});

test.each(["cursor=nonsense", "cursor=WzFd", "limit=0", "limit=101", "sort=colour", "unknown=1"])(
  "refuses a list with %s",
  async (query) => {
    const reply = await get(member, `/api/stores?${query}`);
    expect(reply.statusCode).toBe(400);
    expect(["invalid-cursor", "invalid-request"]).toContain(reply.json().code);
  },
);

test("shows proofs, operations with their steps, and the lines of jobs", async () => {
  const { db } = api.database;
  await recordProof(db, { store: "shop-00", ok: true, seconds: 1.5, orderId: "#1" });
  await recordProof(db, { store: "shop-00", ok: false, seconds: 9, error: "no answer" });
  const operation = await insertOperation(db, { store: "shop-00", kind: "create", input: { revision: 1 }, actorId: member.id });
  await appendJobLog(db, { store: "shop-00", operationId: operation.id, job: "migrate", firstLine: 1, lines: ["one", "two"] });
  const shown = (await get(member, "/api/stores/shop-00")).json();
  expect(shown.proofs).toMatchObject([
    { ok: true, seconds: 1.5 },
    { ok: false, error: "no answer" },
  ]);
  expect(shown.operation).toMatchObject({ id: operation.id, kind: "create", state: "queued" });
  const [listed] = (await get(member, "/api/stores/shop-00/operations")).json().items;
  expect(listed.steps.map(({ step, state }: { step: string; state: string }) => `${step} ${state}`)[0]).toBe("namespace pending");
  const logs = (await get(member, "/api/stores/shop-00/logs")).json();
  expect(logs.items.map(({ job, text }: { job: string; text: string }) => `${job} ${text}`)).toEqual(["migrate one", "migrate two"]);
  const other = (await get(member, `/api/stores/shop-01/logs?operation=${operation.id}`)).json();
  expect(other.code).toBe("operation-not-found");
});

test("credentials are shown, audited, and never logged", async () => {
  const reply = await get(member, "/api/stores/shop-00/admin-credentials");
  expect(reply.json()).toEqual({
    store: "shop-00",
    adminUrl: "http://shop-00.localhost/app",
    login: "a@example.com",
    password: adminPassword,
  });
  expect(reply.headers["cache-control"]).toBe("no-store");
  const [entry] = (await get(admin, "/api/audit?action=credentials.read")).json().items;
  expect(entry).toMatchObject({ actorId: member.id, target: "shop-00", outcome: "accepted" });
  const login = await api.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin: "http://localhost:4100" },
    payload: { email: member.email, password: member.password },
  });
  expect(login.statusCode).toBe(200);
  const cookie = String(login.headers["set-cookie"]).split(";", 1)[0] ?? "";
  const { rows } = await api.database.pool.query("select data::text from audit union all select data::text from events");
  const everything = [...api.log, JSON.stringify(rows), (await get(admin, "/metrics")).body].join("\n");
  for (const secret of [adminPassword, member.password, member.headers.authorization.slice(7), cookie.split("=")[1] ?? "cookie"]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(everything.includes(secret)).toBe(false);
  }
});

test("metrics have stores by status, and only an admin sees them and the system", async () => {
  const { body } = await get(admin, "/metrics");
  expect(body).toContain('urumi_stores_total{status="Ready"} 10');
  expect(body).toContain('storefleet_queue_operations{state="queued"} 1');
  expect(body).toContain("storefleet_api_request_duration_seconds_bucket");
  expect((await get(admin, "/api/system")).json()).toMatchObject({
    environment: "local",
    cluster: { reachable: true },
    queue: { queued: 1, concurrency: 2 },
    stores: { Ready: 10, Queued: 15 },
  });
  for (const url of ["/metrics", "/api/system", "/api/users"]) expect((await get(member, url)).json().code).toBe("forbidden");
});

test("says who you are and what a plan asks for", async () => {
  expect((await get(member, "/api/me")).json()).toMatchObject({ id: member.id, role: "member", quota: { used: 25, max: 3 } });
  const { items } = (await get(member, "/api/plans")).json();
  expect(items.map(({ name }: { name: string }) => name)).toEqual(["starter", "standard", "pro"]);
  expect(items[0].demand.medusa).toMatchObject({ memoryMiB: 1248, pods: 6, volumes: 3 });
});

test("every route but health and login is closed", async () => {
  const { paths } = (await api.app.inject({ method: "GET", url: "/api/openapi.json" })).json() as { paths: Record<string, object> };
  for (const [path, methods] of Object.entries(paths)) {
    const url = path.replaceAll("{name}", "shop-00").replaceAll("{id}", "00000000-0000-4000-8000-000000000000");
    for (const method of Object.keys(methods)) {
      const reply = await api.app.inject({ method: method.toUpperCase() as "GET", url });
      if (["/healthz", "/readyz"].includes(path)) expect(reply.statusCode).toBe(200);
      else expect([path, method, reply.statusCode, reply.json().code]).toEqual([path, method, 401, "unauthenticated"]);
    }
  }
  for (const authorization of ["Bearer nonsense", "Basic YTpi", ""]) {
    expect((await api.app.inject({ method: "GET", url: "/api/me", headers: { authorization } })).statusCode).toBe(401);
  }
  expect((await api.app.inject({ method: "GET", url: "/metrics" })).statusCode).toBe(401);
});

test("refuses a change with a session from another site, and takes it from its own", async () => {
  const login = await api.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin: "http://localhost:4100" },
    payload: { email: admin.email, password: admin.password },
  });
  const cookie = [login.headers["set-cookie"]]
    .flat()
    .map((line) => String(line).split(";", 1)[0])
    .join("; ");
  const send = (headers: object) =>
    api.app.inject({
      method: "POST",
      url: "/api/stores:validate",
      headers: { cookie, host: "localhost:4100", ...headers },
      payload: { spec: {} },
    });
  expect((await send({ origin: "https://evil.example" })).json().code).toBe("forbidden");
  expect((await send({ "sec-fetch-site": "cross-site" })).json().code).toBe("forbidden");
  expect((await send({ origin: "http://localhost:4100" })).statusCode).toBe(200);
  const form = await api.app.inject({
    method: "POST",
    url: "/api/stores",
    headers: { ...member.headers, "content-type": "text/plain" },
    payload: "{}",
  });
  expect([form.statusCode, form.json().code]).toEqual([415, "unsupported-media-type"]);
});

test("validates a store or chart values without changing anything", async () => {
  const validate = (payload: object) => api.app.inject({ method: "POST", url: "/api/stores:validate", headers: admin.headers, payload });
  const good = (await validate({ spec: { name: "fresh", engine: "medusa", adminEmail: "a@example.com" } })).json();
  expect(good).toMatchObject({
    valid: true,
    problems: [],
    url: "http://fresh.localhost",
    admission: { admitted: true, quota: { used: 0, max: 3 } },
  });
  const taken = (await validate({ spec: { name: "shop-00", engine: "medusa", adminEmail: "a@example.com" } })).json();
  expect(taken).toMatchObject({ valid: false, problems: [{ field: "name", message: "is already used" }] });
  expect((await validate({ spec: { name: "X" } })).json()).toMatchObject({ valid: false, spec: null, admission: null });
  expect((await validate({ values: { engine: "medusa" } })).json().valid).toBe(false);
  expect((await validate({})).json().code).toBe("invalid-request");
  expect((await get(admin, "/api/stores/fresh")).statusCode).toBe(404);
});

test("plans only where there is an engine", async () => {
  const spec = { name: "fresh", engine: "medusa", adminEmail: "a@example.com" };
  const reply = await api.app.inject({ method: "POST", url: "/api/stores:plan", headers: member.headers, payload: { spec } });
  expect([reply.statusCode, reply.json().code]).toEqual([501, "not-supported-yet"]);
});
