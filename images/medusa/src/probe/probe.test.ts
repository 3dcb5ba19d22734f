import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { GET } from "../api/ready/route.js";
import { ping } from "./ping.js";
import { reach } from "./reach.js";
import { withinTime } from "./within-time.js";

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((socket) => socket.on("data", () => socket.write("-NOAUTH log in first\r\n")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const closed = "redis://127.0.0.1:1";

describe("reach", () => {
  test("resolves when the port accepts", async () => {
    await reach("REDIS_URL", `redis://:secret@127.0.0.1:${port}`, 6379, 1);
  });

  test("waits for a port that opens late", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    await new Promise((resolve) => server.close(resolve));
    const waiting = reach("REDIS_URL", `redis://127.0.0.1:${port}`, 6379, 5);
    setTimeout(() => server.listen(port, "127.0.0.1"), 150);
    await waiting;
    expect(log).toHaveBeenCalledWith(`waiting for 127.0.0.1:${port} (REDIS_URL): ECONNREFUSED`);
    log.mockRestore();
  });

  test("gives up at the deadline, naming host, variable and problem, never the password", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    await expect(reach("DATABASE_URL", "postgres://u:secret@127.0.0.1:1/d", 5432, 0.01)).rejects.toThrow(
      "127.0.0.1:1 (DATABASE_URL) did not accept a connection within 0.01 s (WAIT_SECONDS): ECONNREFUSED",
    );
    log.mockRestore();
  });

  test.each([undefined, "", "database"])("refuses %j as a URL", async (url) => {
    await expect(reach("DATABASE_URL", url, 5432, 1)).rejects.toThrow("DATABASE_URL is not a URL; set it");
  });
});

describe("ping", () => {
  test("takes any answer", async () => {
    await ping(`redis://127.0.0.1:${port}`);
  });

  test("fails when nobody listens", async () => {
    await expect(ping(closed)).rejects.toThrow("cache: ECONNREFUSED");
  });
});

test("withinTime passes results and errors on, and fails late work", async () => {
  expect(await withinTime(1000, Promise.resolve(7))).toBe(7);
  await expect(withinTime(1000, Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(withinTime(5, new Promise(() => undefined))).rejects.toThrow("no answer within 5 ms");
});

describe("GET /ready", () => {
  async function ask(raw: (...args: readonly unknown[]) => Promise<unknown>, cache = `redis://127.0.0.1:${port}`) {
    const env = process.env;
    process.env = { ...env, REDIS_URL: cache, MEDUSA_PUBLISHABLE_KEY: "pk_1" };
    const reply: { status?: number; body?: unknown } = {};
    const response = {
      status(code: number) {
        reply.status = code;
        return response;
      },
      json(body: unknown) {
        reply.body = body;
      },
    };
    try {
      await GET({ scope: { resolve: () => ({ raw }) } }, response);
    } finally {
      process.env = env;
    }
    return reply;
  }
  const rows = (seeded: boolean, key: boolean) => () => Promise.resolve({ rows: [{ seeded, key }] });

  test("200 with Postgres, Valkey, seed and key", async () => {
    let asked: unknown;
    const reply = await ask((_sql, values) => {
      asked = values;
      return rows(true, true)();
    });
    expect(reply).toEqual({ status: 200, body: { ready: true } });
    expect(asked).toEqual(["pk_1"]);
  });

  test.each<[string, () => Promise<unknown>, string | undefined, string]>([
    ["the seed", rows(false, false), undefined, "the seed has not run"],
    ["the key", rows(true, false), undefined, "the seed has not stored this server's MEDUSA_PUBLISHABLE_KEY"],
    ["tables", () => Promise.reject(new Error('relation "store" does not exist')), undefined, 'relation "store" does not exist'],
    ["Valkey", rows(true, true), closed, "cache: ECONNREFUSED"],
  ])("503 without %s", async (_what, raw, cache, reason) => {
    expect(await ask(raw, cache)).toEqual({ status: 503, body: { ready: false, reason } });
  });

  test("503 within two seconds when Postgres does not answer at all", async () => {
    const started = Date.now();
    expect(await ask(() => new Promise(() => undefined))).toEqual({
      status: 503,
      body: { ready: false, reason: "no answer within 1500 ms" },
    });
    expect(Date.now() - started).toBeLessThan(2000);
  });
});
