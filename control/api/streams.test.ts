import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { recordEvent } from "../db/events.ts";
import { appendJobLog } from "../db/job-logs.ts";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { type ApiUnderTest, apiUnderTest, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";

jest.setTimeout(60_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let user: TestUser;
let url: string;

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  user = await api.user();
  url = await api.app.listen({ host: "127.0.0.1", port: 0 });
  await api.app.inject({
    method: "POST",
    url: "/api/stores",
    headers: user.headers,
    payload: { name: "alpha", engine: "medusa", adminEmail: "a@example.com" },
  });
});
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});

interface Message {
  id?: string | undefined;
  event?: string | undefined;
  data: string;
}

/** Reads a stream until `enough` messages came. */
async function read(path: string, enough: number, options: { as?: TestUser; lastEventId?: string; after?: () => Promise<unknown> } = {}) {
  const { as = user, lastEventId, after } = options;
  const closing = new AbortController();
  const response = await fetch(`${url}${path}`, {
    headers: { ...as.headers, accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
    signal: closing.signal,
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const messages: Message[] = [];
  await after?.();
  if (response.body === null) throw new Error("no body");
  try {
    for await (const message of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
      messages.push(message);
      if (messages.length === enough) break;
    }
  } finally {
    closing.abort();
  }
  return messages;
}

const say = (message: string, store = "alpha") => recordEvent(api.database.db, { store, type: "test", message });
const texts = (messages: Message[]) => messages.map(({ data }) => JSON.parse(data).message);

test("a stream begins now and has every event once, in order", async () => {
  const many = Array.from({ length: 40 }, (_, index) => `event ${index}`);
  const messages = await read("/api/stores/alpha/events", 40, { after: () => Promise.all(many.map((text) => say(text))) });
  expect(texts(messages).sort()).toEqual([...many].sort());
  const ids = messages.map(({ id }) => Number(id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test("a client that comes back with its last id misses nothing, also what came meanwhile", async () => {
  const [first] = await read("/api/stores/alpha/events", 1, { after: () => say("before") });
  await say("missed 1");
  await say("missed 2");
  const rest = await read("/api/stores/alpha/events", 3, { lastEventId: first?.id ?? "", after: () => say("live") });
  expect(texts(rest)).toEqual(["missed 1", "missed 2", "live"]);
});

test("the stream of all stores has only those that one may see", async () => {
  const other = await api.user();
  const admin = await api.user("admin");
  const both = async () => {
    await say("secret of alpha");
    await api.app.inject({
      method: "POST",
      url: "/api/stores",
      headers: other.headers,
      payload: { name: "beta", engine: "medusa", adminEmail: "a@example.com" },
    });
  };
  const [own] = await read("/api/events", 1, { as: other, after: both });
  expect(JSON.parse(own?.data ?? "{}").store).toBe("beta");
  const all = await read("/api/events", 2, { as: admin, lastEventId: "0" });
  expect(new Set(all.map(({ data }) => JSON.parse(data).store))).toEqual(new Set(["alpha"]));
});

test("goes on after the database has dropped its connections", async () => {
  const messages = await read("/api/stores/alpha/events", 1, {
    after: async () => {
      await api.database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'storefleet-events'");
      await say("after the restart");
    },
  });
  expect(texts(messages)).toEqual(["after the restart"]);
});

test("refuses a last id that is none", async () => {
  const reply = await api.app.inject({
    method: "GET",
    url: "/api/stores/alpha/events",
    headers: { ...user.headers, accept: "text/event-stream", "last-event-id": "x" },
  });
  expect([reply.statusCode, reply.json().code]).toEqual([400, "invalid-cursor"]);
});

test("a log is live until its operation ends, and continues from a position", async () => {
  const { db } = api.database;
  const operation = await db.selectFrom("operations").selectAll().where("store_name", "=", "alpha").executeTakeFirstOrThrow();
  await db.updateTable("operations").set({ state: "running", started_at: new Date() }).where("id", "=", operation.id).execute();
  const log = (firstLine: number, lines: string[], job = "migrate") =>
    appendJobLog(db, { store: "alpha", operationId: operation.id, job, firstLine, lines });
  await log(1, ["one", "two"]);
  const path = `/api/stores/alpha/logs?operation=${operation.id}`;
  const first = await read(path, 2);
  const rest = await read(path, 3, {
    lastEventId: first[0]?.id ?? "",
    after: async () => {
      await log(1, ["seeding"], "seed");
      await db.updateTable("operations").set({ state: "succeeded", finished_at: new Date() }).where("id", "=", operation.id).execute();
    },
  });
  expect(rest.map(({ event, data }) => `${event} ${JSON.parse(data).text ?? ""}`)).toEqual(["line two", "line seeding", "end "]);
});
