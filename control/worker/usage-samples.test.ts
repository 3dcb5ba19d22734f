import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { type StoreUsage, UsageUnavailable } from "../cluster/usage.ts";
import type { OpenDatabase } from "../db/database.ts";
import { startTestPostgres, type TestPostgres } from "../db/testing/postgres.ts";
import { lastUsageTurn, readUsagePoints } from "../db/usage.ts";
import { sampleUsage } from "./usage-samples.ts";

let postgres: TestPostgres;
let database: OpenDatabase;
let log: string[];
let reads: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(() => postgres?.stop());
beforeEach(async () => {
  database = await postgres.open();
  log = [];
  reads = 0;
});

const rose: StoreUsage = { store: "rose", cpuMillis: 12.5, memoryBytes: 3_000_000_000 };

/** A turn of some worker. @param seconds 0: every turn is due. */
function sample(read: () => Promise<readonly StoreUsage[]>, seconds = 0, hours = 24): Promise<void> {
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  const counted = () => {
    reads += 1;
    return read();
  };
  return sampleUsage({ db: database.db, logger, read: counted, seconds, hours });
}
const samples = async () => (await database.db.selectFrom("usage_samples").select("store_name").execute()).map((row) => row.store_name);

test("every store gets a sample of the same time, in bytes beyond 32 bits", async () => {
  await sample(async () => [rose, { store: "lily", cpuMillis: 0, memoryBytes: 0 }]);
  const at = (await lastUsageTurn(database.db))?.at;
  expect(await database.db.selectFrom("usage_samples").selectAll().orderBy("store_name").execute()).toEqual([
    { store_name: "lily", at, cpu_millis: 0, memory_bytes: 0 },
    { store_name: "rose", at, cpu_millis: 12.5, memory_bytes: 3_000_000_000 },
  ]);
});

test("of many workers at the same moment one measures; the others wait for the next turn", async () => {
  await Promise.all(Array.from({ length: 8 }, () => sample(async () => [rose], 60)));
  expect(reads).toBe(1);
  await sample(async () => [rose], 60);
  expect(await samples()).toEqual(["rose"]);
  await database.db
    .updateTable("usage_turn")
    .set({ at: new Date(Date.now() - 61_000) })
    .execute();
  await sample(async () => [rose], 60);
  expect(await samples()).toEqual(["rose", "rose"]);
});

test("what is older than is kept goes with the next sample", async () => {
  const old = (hours: number) => ({ store_name: "rose", at: new Date(Date.now() - hours * 3_600_000), cpu_millis: 1, memory_bytes: 1 });
  await database.db
    .insertInto("usage_samples")
    .values([old(2.1), old(1.9)])
    .execute();
  await sample(async () => [], 0, 2);
  expect(await samples()).toHaveLength(1);
});

describe("a source that is missing", () => {
  test("is said in words and logged once, until it is there", async () => {
    const missing = async () => {
      throw new UsageUnavailable("install metrics-server");
    };
    for (let turn = 0; turn < 3; turn++) await sample(missing);
    expect((await lastUsageTurn(database.db))?.unavailable).toBe("install metrics-server");
    expect(log).toHaveLength(1);
    await sample(async () => [rose]);
    await sample(async () => [rose]);
    expect((await lastUsageTurn(database.db))?.unavailable).toBeNull();
    expect(log.map((line) => JSON.parse(line).msg)).toEqual(["install metrics-server", "CPU and memory of stores are measured again"]);
  });

  test("keeps what failed in the log, away from the owners", async () => {
    await sample(async () => {
      throw new Error("connect ECONNREFUSED 10.0.0.1:6443");
    });
    expect((await lastUsageTurn(database.db))?.unavailable).toBe("CPU and memory are not measured: the cluster does not answer.");
    expect(log.join()).toContain("10.0.0.1:6443");
  });
});

describe("a store's past", () => {
  const minute = 60_000;
  /** Samples every minute up to now: CPU 1, 2, 3 … and as much memory. */
  const past = async (minutes: number) => {
    const now = Date.now();
    const rows = Array.from({ length: minutes }, (_, index) => ({
      store_name: "rose",
      at: new Date(now - (minutes - 1 - index) * minute),
      cpu_millis: index + 1,
      memory_bytes: index + 1,
    }));
    await database.db.insertInto("usage_samples").values(rows).execute();
  };

  test.each([1, 6, 24])("of the last %d h has at most 240 points, in order, up to now", async (hours) => {
    await past(24 * 60);
    const points = await readUsagePoints(database.db, "rose", { hours, points: 240 });
    expect(points.length).toBeLessThanOrEqual(240);
    expect(points.length).toBeGreaterThan(55);
    const times = points.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(points.at(-1)?.memoryBytes).toBe(24 * 60);
    expect(times[0]).toBeGreaterThan(Date.now() - hours * 60 * minute - 6 * minute);
  });

  test("has the mean of the CPU and the most of the memory of each step", async () => {
    const start = Math.floor(Date.now() / (6 * minute)) * 6 * minute - 60 * minute;
    const at = (minutes: number) => new Date(start + minutes * minute);
    await database.db
      .insertInto("usage_samples")
      .values([
        { store_name: "rose", at: at(0), cpu_millis: 10, memory_bytes: 5 },
        { store_name: "rose", at: at(5), cpu_millis: 20, memory_bytes: 1 },
        { store_name: "rose", at: at(6), cpu_millis: 7, memory_bytes: 7 },
        { store_name: "lily", at: at(6), cpu_millis: 1000, memory_bytes: 1000 },
      ])
      .execute();
    const range = { hours: 24, points: 240 };
    expect(await readUsagePoints(database.db, "rose", range)).toEqual([
      { at: at(0), cpuMillis: 15, memoryBytes: 5 },
      { at: at(6), cpuMillis: 7, memoryBytes: 7 },
    ]);
    expect(await readUsagePoints(database.db, "rose", { ...range, since: at(6) })).toHaveLength(1);
  });
});
