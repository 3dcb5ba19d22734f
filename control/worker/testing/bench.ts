import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { storeSpecSchema } from "../../../stores/schema.ts";
import type { OpenDatabase } from "../../db/database.ts";
import { insertOperation } from "../../db/operations.ts";
import type { OperationRow } from "../../db/schema.ts";
import { insertRevision, insertStore } from "../../db/stores.ts";
import type { OperationEnvironment, StoreOperationKind } from "../../operations/operation.ts";
import { startWorker, type Worker, type WorkerOptions } from "../worker.ts";

/** An environment that simulated operations never use beyond its address. */
export const nowhere = {
  name: "local",
  address: { baseDomain: "localhost", scheme: "http" },
  machine: { kubeconfig: "" },
} as unknown as OperationEnvironment;

/** Requests and workers on one test database. */
export class WorkerBench {
  readonly database: OpenDatabase;
  readonly #workers: Worker[] = [];

  constructor(database: OpenDatabase) {
    this.database = database;
  }

  async worker(options: Partial<WorkerOptions>): Promise<Worker> {
    const worker = await startWorker({
      database: this.database,
      environment: nowhere,
      logger: pino({ level: "silent" }),
      reconcileSeconds: 0,
      proofSeconds: 0,
      usageSeconds: 0,
      leaseSeconds: 1,
      ...options,
    });
    this.#workers.push(worker);
    return worker;
  }

  /** A store with a first operation that creates it. */
  async create(name: string): Promise<OperationRow> {
    const { db } = this.database;
    const spec = storeSpecSchema.parse({ name, engine: "medusa", adminEmail: "admin@shop.example" });
    await insertStore(db, { spec, ownerId: "u1", revision: 1 });
    const operation = await this.request(name, "create");
    await insertRevision(db, { spec, revision: 1, operationId: operation.id });
    return operation;
  }

  request(store: string, kind: StoreOperationKind): Promise<OperationRow> {
    return insertOperation(this.database.db, { store, kind, input: { revision: 1 }, actorId: "u1" });
  }

  operation(id: string): Promise<OperationRow> {
    return this.database.db.selectFrom("operations").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  }

  store(name: string) {
    return this.database.db.selectFrom("stores").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
  }

  /** Waits until an operation is in a state. */
  async until(id: string, ...states: OperationRow["state"][]): Promise<OperationRow> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(20)) {
      const operation = await this.operation(id);
      if (states.includes(operation.state)) return operation;
    }
    throw new Error(`operation ${id} is still ${(await this.operation(id)).state}, not ${states.join(" or ")}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()));
  }
}
