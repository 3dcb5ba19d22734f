import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { listEvents } from "../db/events.ts";
import { requestCancel } from "../db/operations.ts";
import { startTestPostgres, type TestPostgres } from "../db/testing/postgres.ts";
import { OperationFailed, provisioningSteps } from "../operations/operation.ts";
import { simulateOperations } from "../operations/testing/simulated.ts";
import { WorkerBench } from "./testing/bench.ts";

let postgres: TestPostgres;
let bench: WorkerBench;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(() => postgres?.stop());
beforeEach(async () => {
  bench = new WorkerBench(await postgres.open());
});
afterEach(() => bench.stop());

/** Counts what runs at once. */
function counted(stepMilliseconds: number) {
  const running = new Map<string, number>();
  const most = { all: 0, perStore: 0, runs: 0 };
  const run = simulateOperations({
    stepMilliseconds,
    onRun: ({ spec: { name } }, phase) => {
      running.set(name, (running.get(name) ?? 0) + (phase === "begin" ? 1 : -1));
      const counts = [...running.values()];
      most.all = Math.max(
        most.all,
        counts.reduce((sum, count) => sum + count, 0),
      );
      most.perStore = Math.max(most.perStore, ...counts);
      if (phase === "begin") most.runs++;
    },
  });
  return { run, most };
}

describe("an operation", () => {
  test("ends with its store Ready, every step and every Job's lines on record", async () => {
    await bench.worker({ run: simulateOperations() });
    const { id } = await bench.create("rose");
    expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 1, step: "order-proof", error: null });
    expect(await bench.store("rose")).toMatchObject({ status: "Ready", url: "http://rose.localhost", proof: { orderId: "order_rose_1" } });
    const events = await listEvents(bench.database.db, { store: "rose", limit: 100 });
    const ended = events.filter(({ type, data }) => type === "step" && data?.state === "succeeded").map(({ step }) => step);
    expect(ended).toEqual([...provisioningSteps]);
    const lines = await bench.database.db.selectFrom("job_logs").select(["job", "line_no"]).where("operation_id", "=", id).execute();
    expect(lines).toEqual(
      [1, 2]
        .flatMap((line_no) => [
          { job: "migrate", line_no },
          { job: "seed", line_no },
        ])
        .sort((a, b) => a.job.localeCompare(b.job)),
    );
  });

  test("that fails leaves its store Failed, with the step and the log", async () => {
    const failure = { code: "TimedOut", message: "late", step: "seed", log: ["no such table"], rolledBack: true } as const;
    await bench.worker({ run: simulateOperations({ fail: () => failure }) });
    const { id } = await bench.create("rose");
    expect((await bench.until(id, "failed")).error).toEqual({ code: "TimedOut", message: "late", step: "seed", log: ["no such table"] });
    expect(await bench.store("rose")).toMatchObject({ status: "Failed", failed_step: "seed" });
  });

  test("an update that was rolled back leaves a store that sells Ready, with the reason", async () => {
    await bench.worker({
      run: simulateOperations({
        fail: ({ kind }) => (kind === "update" ? { code: "TimedOut", message: "late", rolledBack: true } : undefined),
      }),
    });
    await bench.until((await bench.create("rose")).id, "succeeded");
    await bench.until((await bench.request("rose", "update")).id, "failed");
    expect(await bench.store("rose")).toMatchObject({ status: "Ready", status_reason: "update failed: late" });
  });

  test("is tried again when its surroundings fail, and given up after the last attempt", async () => {
    await bench.worker({ run: simulateOperations({ fail: () => ({ code: "ClusterUnreachable", message: "no answer" }) }), attempts: 1 });
    expect(await bench.until((await bench.create("rose")).id, "failed")).toMatchObject({ attempt: 1 });
    await bench.stop();
    await bench.worker({
      run: simulateOperations({ stepMilliseconds: 300, fail: () => ({ code: "ClusterUnreachable", message: "no answer" }) }),
      attempts: 2,
    });
    const { id } = await bench.create("lily");
    await bench.until(id, "running");
    expect(await bench.until(id, "queued")).toMatchObject({ attempt: 1, error: null });
  });

  test("whose code is broken fails and does not take the worker with it", async () => {
    await bench.worker({ run: () => Promise.reject(new TypeError("x is not a function")) });
    const first = await bench.create("rose");
    expect((await bench.until(first.id, "failed")).error?.message).toBe("Unexpected: x is not a function");
    expect(await bench.until((await bench.create("lily")).id, "failed")).toBeDefined();
  });
});

describe("what runs at once", () => {
  test("two provisions over all workers, the rest in the order of the queue", async () => {
    const { run, most } = counted(30);
    await Promise.all([bench.worker({ run }), bench.worker({ run }), bench.worker({ run })]);
    const operations = [];
    for (const name of ["a", "b", "c", "d", "e", "f"]) operations.push(await bench.create(name));
    for (const { id } of operations) await bench.until(id, "succeeded");
    expect(most).toEqual({ all: 2, perStore: 1, runs: 6 });
  });

  test("never two operations on one store, and those of one store in their order", async () => {
    const { run, most } = counted(10);
    await Promise.all([bench.worker({ run, provisions: 8 }), bench.worker({ run, provisions: 8 })]);
    const { id } = await bench.create("rose");
    const later = [];
    for (let count = 0; count < 5; count++) later.push(await bench.request("rose", "update"));
    const all = [await bench.until(id, "succeeded")];
    for (const operation of later) all.push(await bench.until(operation.id, "succeeded"));
    expect(most.perStore).toBe(1);
    const started = all.map(({ started_at }) => started_at?.getTime() ?? 0);
    expect(started).toEqual([...started].sort((a, b) => a - b));
  });
});

describe("cancelling", () => {
  test("stops what runs", async () => {
    await bench.worker({ run: simulateOperations({ stepMilliseconds: 5000 }) });
    const { id } = await bench.create("rose");
    await bench.until(id, "running");
    await requestCancel(bench.database.db, id);
    expect(await bench.until(id, "cancelled")).toMatchObject({ error: null });
    expect((await bench.store("rose")).status).toBe("Failed");
  });

  test("a deletion cancels the creation that is under way, and the store is deleted", async () => {
    await bench.worker({ run: simulateOperations({ stepMilliseconds: 300 }) });
    const create = await bench.create("rose");
    await bench.until(create.id, "running");
    const remove = await bench.request("rose", "delete");
    await bench.until(create.id, "cancelled");
    await bench.until(remove.id, "succeeded");
    expect(await bench.store("rose")).toMatchObject({ status: "Deleted", deleted_at: expect.any(Date) });
  });

  test("a deletion drops what has not begun: it is never run", async () => {
    const create = await bench.create("rose");
    const remove = await bench.request("rose", "delete");
    const { run, most } = counted(0);
    await bench.worker({ run });
    await bench.until(remove.id, "succeeded");
    expect((await bench.operation(create.id)).state).toBe("cancelled");
    expect(most.runs).toBe(1);
  });
});

describe("a worker that goes", () => {
  test("in an orderly way puts its operation back in line, and another one ends it", async () => {
    const first = await bench.worker({ run: simulateOperations({ stepMilliseconds: 5000 }) });
    const { id } = await bench.create("rose");
    await bench.until(id, "running");
    await first.stop();
    expect((await bench.operation(id)).state).toBe("queued");
    await bench.worker({ run: simulateOperations() });
    expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 2 });
  });

  test("by a crash leaves a lease that ends; then another one takes the operation up", async () => {
    const { id } = await bench.create("rose");
    await bench.database.db
      .updateTable("operations")
      .set({ state: "running", attempt: 1, lease_owner: "dead", lease_until: new Date(Date.now() + 800) })
      .where("id", "=", id)
      .execute();
    await bench.worker({ run: simulateOperations() });
    expect((await bench.operation(id)).lease_owner).toBe("dead");
    expect(await bench.until(id, "succeeded")).toMatchObject({ attempt: 2 });
  });

  test("refuses to record an end after its lease went to another worker", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await bench.worker({
      run: async () => {
        await held;
        throw new OperationFailed({ code: "TimedOut", message: "must not be recorded" });
      },
    });
    const { id } = await bench.create("rose");
    await bench.until(id, "running");
    const far = new Date(Date.now() + 60_000);
    await bench.database.db
      .updateTable("operations")
      .set({ lease_owner: "other", attempt: 9, lease_until: far })
      .where("id", "=", id)
      .execute();
    release();
    await bench.stop();
    expect(await bench.operation(id)).toMatchObject({ state: "running", lease_owner: "other", error: null });
  });
});
