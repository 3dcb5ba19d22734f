import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { StoreSpec } from "../../stores/schema.ts";
import { recordAudit } from "./audit.ts";
import type { OpenDatabase } from "./database.ts";
import { listEvents, newestEventId, recordEvent } from "./events.ts";
import { appendJobLog, readJobLog } from "./job-logs.ts";
import { migrate } from "./migrate.ts";
import { insertOperation, queuePositions, queueState } from "./operations.ts";
import { recordProof } from "./proofs.ts";
import { enqueueOperation, openQueue, operationQueue } from "./queue.ts";
import { countStores, findQuota, recordOrigin, setQuota } from "./quotas.ts";
import { findShownStore } from "./shown-stores.ts";
import { findStore, insertStore, nextRevision, updateStore } from "./stores.ts";
import { startTestPostgres, type TestPostgres } from "./testing/postgres.ts";

let postgres: TestPostgres;
let database: OpenDatabase;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await postgres.open();
}, 60_000);
afterAll(() => postgres?.stop());

const spec = (name: string) => ({ name, engine: "medusa", title: name, plan: "starter" }) as StoreSpec;

test("migrations can be repeated, by several processes at once", async () => {
  await Promise.all([migrate(database.db), migrate(database.db)]);
  expect(await nextRevision(database.db, "nobody")).toBe(1);
});

test("a store is found until it is deleted; then its name is free and its history goes on", async () => {
  const { db } = database;
  await insertStore(db, { spec: spec("first"), ownerId: "u1", revision: 1 });
  expect((await findStore(db, "first"))?.status).toBe("Queued");
  await updateStore(db, "first", { status: "Deleted", deleted_at: new Date() });
  expect(await findStore(db, "first")).toBeUndefined();
  await insertStore(db, { spec: spec("first"), ownerId: "u2", revision: 2 });
  expect((await findStore(db, "first"))?.owner_id).toBe("u2");
});

test("several processes open the queue of a new database at once", async () => {
  const fresh = await postgres.open();
  const queues = await Promise.all([openQueue(fresh), openQueue(fresh), openQueue(fresh)]);
  for (const queue of queues) await queue.stop({ graceful: false });
});

test("an operation and its job exist both or neither", async () => {
  const boss = await openQueue(database);
  const accept = (fail: boolean) =>
    database.db.transaction().execute(async (transaction) => {
      const operation = await insertOperation(transaction, { store: "first", kind: "create", input: { revision: 2 }, actorId: "u2" });
      await enqueueOperation(boss, transaction, { operationId: operation.id, store: "first" });
      if (fail) throw new Error("undone");
      return operation;
    });
  await expect(accept(true)).rejects.toThrow("undone");
  expect(await queueState(database.db)).toMatchObject({ queued: 0, running: 0, oldestSeconds: 0 });
  const { id } = await accept(false);
  const jobs = await boss.findJobs<{ operationId: string }>(operationQueue);
  expect(jobs.map(({ data }) => data.operationId)).toEqual([id]);
  expect((await queuePositions(database.db, [id])).get(id)).toBe(1);
  await boss.stop({ graceful: false });
});

test("events are numbered in the order in which they become visible", async () => {
  const { db } = database;
  const before = await newestEventId(db);
  let second: Promise<void> | undefined;
  await db.transaction().execute(async (transaction) => {
    await recordEvent(transaction, { store: "first", type: "test.first", message: "first" });
    second = recordEvent(db, { store: "first", type: "test.second", message: "second" });
    await new Promise((done) => setTimeout(done, 100));
    expect(await newestEventId(db)).toBe(before);
  });
  await second;
  const events = await listEvents(db, { store: "first", after: before, limit: 10 });
  expect(events.map(({ type }) => type)).toEqual(["test.first", "test.second"]);
});

test("refuses to rewrite events and audit", async () => {
  const { db } = database;
  await recordAudit(db, { actorId: "u1", actorIp: "::1", action: "store.create", outcome: "accepted" });
  await recordEvent(db, { store: "first", type: "test", message: "kept" });
  await expect(db.updateTable("audit").set({ action: "other" }).execute()).rejects.toThrow("audit is append only");
  await expect(db.deleteFrom("events").execute()).rejects.toThrow("events is append only");
});

test("log lines are kept once and read from a position", async () => {
  const { db } = database;
  const operationId = "00000000-0000-4000-8000-000000000001";
  const log = { store: "first", operationId, job: "migrate", firstLine: 1, lines: ["one", "two"] };
  await appendJobLog(db, log);
  await appendJobLog(db, log);
  await appendJobLog(db, { ...log, job: "seed", lines: ["three"] });
  const rest = await readJobLog(db, operationId, new Map([["migrate", 1]]), 10);
  expect(rest.map(({ line }) => line)).toEqual(["two", "three"]);
});

test("counts stores by owner and address", async () => {
  const { db } = database;
  await recordOrigin(db, "first", "192.0.2.1");
  expect(await countStores(db, "u2", "192.0.2.1")).toEqual({ owner: 1, address: 1, total: 1 });
  expect(await countStores(db, "u1", "192.0.2.2")).toEqual({ owner: 0, address: 0, total: 1 });
  expect(await findQuota(db, "u2")).toBeUndefined();
  await setQuota(db, "u2", 7);
  expect(await findQuota(db, "u2")).toBe(7);
});

test("a store is shown with its owner, its newest tries, oldest first, and what is under way", async () => {
  const { db } = database;
  const { id } = await insertOperation(db, { store: "first", kind: "verify", input: { revision: 2 }, actorId: "u2" });
  await insertOperation(db, { store: "first", kind: "upgrade", input: { revision: 2 }, actorId: "u2" });
  await sql`update operations set state = 'succeeded' where kind = 'create'`.execute(db);
  // better-auth's table, as far as it matters here.
  await sql`create table users (id text, name text, email text)`.execute(db);
  await sql`insert into users values ('u2', 'Two', 'two@example.com')`.execute(db);
  for (let seconds = 1; seconds <= 21; seconds++) await recordProof(db, { store: "first", ok: true, seconds });
  const shown = await findShownStore(db, "first");
  expect(shown).toMatchObject({
    owner: { name: "Two", email: "two@example.com" },
    open: { id, kind: "verify", state: "queued", step: null },
  });
  expect(shown?.proofs?.map(({ seconds }) => seconds)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  expect(await findShownStore(db, "nothing")).toBeUndefined();
});

test("a connection that breaks while it is in use ends its statements, not the process; the next ones are answered", async () => {
  const fresh = await postgres.open();
  let begun: () => void = () => undefined;
  const inTransaction = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let goOn: () => void = () => undefined;
  const restarted = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const idle = fresh.db.transaction().execute(async (transaction) => {
    await sql`select 1`.execute(transaction);
    begun();
    await restarted;
    await sql`select 2`.execute(transaction);
  });
  const busy = sql`select pg_sleep(60)`.execute(fresh.db);
  const ended = Promise.allSettled([idle, busy]);
  await inTransaction;
  await postgres.restart();
  goOn();
  expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect((await sql<{ one: number }>`select 1 as one`.execute(fresh.db)).rows).toEqual([{ one: 1 }]);
});
