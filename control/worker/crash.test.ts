import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { listEvents } from "../db/events.ts";
import { startTestPostgres, type TestPostgres } from "../db/testing/postgres.ts";
import { provisioningSteps, type StoreStep } from "../operations/operation.ts";
import { simulateOperations } from "../operations/testing/simulated.ts";
import { persist } from "./persist.ts";
import { WorkerBench } from "./testing/bench.ts";
import type { SimulatedWorker } from "./testing/worker-process.ts";

let postgres: TestPostgres;
let bench: WorkerBench;
let children: ChildProcess[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(() => postgres?.stop());
beforeEach(async () => {
  bench = new WorkerBench(await postgres.open());
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await bench.stop();
});

function workerProcess(options: Omit<SimulatedWorker, "url">): ChildProcess {
  const script = join(__dirname, "testing", "worker-process.ts");
  const argument = JSON.stringify({ url: bench.database.url, ...options } satisfies SimulatedWorker);
  const child = spawn("node", ["--disable-warning=ExperimentalWarning", script, argument], { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  return child;
}

/** Waits until an operation is at a step; the database may be away meanwhile, and on a busy machine a process starts slowly. */
async function at(id: string, step: StoreStep): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(20)) {
    if ((await persist(() => bench.operation(id))).step === step) return;
  }
  throw new Error(`operation ${id} did not come to ${step}`);
}

test("a worker that is killed in any step: another one ends each operation, once", async () => {
  const hangs = Object.fromEntries(provisioningSteps.map((step) => [`shop-${step}`, step]));
  const operations = new Map<StoreStep, string>();
  for (const step of provisioningSteps) operations.set(step, (await bench.create(`shop-${step}`)).id);
  const victim = workerProcess({ leaseSeconds: 2, provisions: provisioningSteps.length, hangs });
  for (const [step, id] of operations) await at(id, step);
  victim.kill("SIGKILL");
  await bench.worker({ run: simulateOperations(), provisions: provisioningSteps.length });
  for (const [step, id] of operations) {
    const store = `shop-${step}`;
    expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 2 });
    expect(await bench.store(store)).toMatchObject({ status: "Ready", proof: { orderId: `order_${store}_1` } });
    const events = await listEvents(bench.database.db, { store, limit: 100 });
    expect(events.filter(({ type }) => type === "operation.succeeded")).toHaveLength(1);
    const proofs = await bench.database.db.selectFrom("proofs").select("order_id").where("store_name", "=", store).execute();
    expect(proofs).toHaveLength(1);
  }
}, 240_000);

test("a database that is away for less than the lease costs no attempt: what runs goes on", async () => {
  const child = workerProcess({ leaseSeconds: 15, provisions: 2, stepMilliseconds: 500 });
  const { id } = await bench.create("rose");
  await at(id, "database");
  await postgres.restart(() => pause(2000));
  await at(id, "order-proof");
  expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 1 });
  expect(child.exitCode).toBeNull();
}, 240_000);

test("a worker that is asked to end hands its operation over at once, long before the lease ends", async () => {
  const child = workerProcess({ leaseSeconds: 600, provisions: 2, hangs: { rose: "seed" } });
  const { id } = await bench.create("rose");
  await at(id, "seed");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await bench.operation(id)).toMatchObject({ state: "queued", lease_owner: null });
  await bench.worker({ run: simulateOperations() });
  expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 2 });
}, 240_000);

test("an operation whose claim ended while its worker still runs it is not begun a second time beside itself", async () => {
  let runs = 0;
  await bench.worker({
    leaseSeconds: 600,
    run: simulateOperations({
      stepMilliseconds: 500,
      onRun: (_input, phase) => {
        if (phase === "begin") runs++;
      },
    }),
  });
  const { id } = await bench.create("rose");
  await at(id, "namespace");
  await bench.database.db
    .updateTable("operations")
    .set({ lease_until: new Date(Date.now() - 1000) })
    .where("id", "=", id)
    .execute();
  expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 1 });
  expect(runs).toBe(1);
}, 240_000);
