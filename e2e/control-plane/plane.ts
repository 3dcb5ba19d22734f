import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { type OpenDatabase, openDatabase } from "../../control/db/database.ts";
import { startPostgres, stopPostgres } from "../../control/db/embedded/postgres.ts";
import { migrate } from "../../control/db/migrate.ts";
import { insertOperation } from "../../control/db/operations.ts";
import type { OperationRow } from "../../control/db/schema.ts";
import { insertRevision, insertStore } from "../../control/db/stores.ts";
import type { StoreOperationKind } from "../../control/operations/operation.ts";
import { persist } from "../../control/worker/persist.ts";
import { storeSpecSchema } from "../../stores/schema.ts";
import { openWorkstation } from "../workstation.ts";

/** A database of its own and workers in processes of their own, on the workstation's cluster. */
export class Plane {
  readonly folder: string;
  readonly database: OpenDatabase;
  readonly cluster: ClusterClient;
  readonly #data: string;
  readonly #url: string;
  readonly #workers: ChildProcess[] = [];
  /** What the workers said. */
  output = "";

  static async start(): Promise<Plane> {
    // Two folders: the database's own account must reach its one, and nobody else the state.
    const [folder, data] = await Promise.all([mkdtemp(join(tmpdir(), "cp-")), mkdtemp(join(tmpdir(), "cp-pg-"))]);
    const { url } = await startPostgres({ folder: data, binaryFolder: join(tmpdir(), "storefleet-postgres") });
    const database = openDatabase({ url });
    await migrate(database.db);
    return new Plane(folder, data, url, database, await openWorkstation());
  }

  private constructor(folder: string, data: string, url: string, database: OpenDatabase, cluster: ClusterClient) {
    this.folder = folder;
    this.#data = data;
    this.#url = url;
    this.database = database;
    this.cluster = cluster;
  }

  worker(options: object = {}): ChildProcess {
    const script = join(import.meta.dirname, "worker-process.ts");
    const args = ["--disable-warning=ExperimentalWarning", script, this.#url, join(this.folder, "state"), JSON.stringify(options)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        this.output = (this.output + data.toString()).slice(-20_000);
      });
    }
    this.#workers.push(child);
    return child;
  }

  async create(name: string): Promise<OperationRow> {
    const spec = storeSpecSchema.parse({ name, engine: "medusa", adminEmail: "admin@cp.example", owner: "e2e" });
    await insertStore(this.database.db, { spec, ownerId: "e2e", revision: 1 });
    const operation = await this.request(name, "create");
    await insertRevision(this.database.db, { spec, revision: 1, operationId: operation.id });
    return operation;
  }

  request(store: string, kind: StoreOperationKind): Promise<OperationRow> {
    return insertOperation(this.database.db, { store, kind, input: { revision: 1 }, actorId: "e2e" });
  }

  operation(id: string): Promise<OperationRow> {
    return persist(() => this.database.db.selectFrom("operations").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
  }

  store(name: string) {
    return this.database.db.selectFrom("stores").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
  }

  /** Waits until an operation has ended, or has come to a step. */
  async until(id: string, what: { readonly step?: string }, seconds = 300): Promise<OperationRow> {
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await pause(200)) {
      const operation = await this.operation(id);
      if (operation.finished_at !== null || (what.step !== undefined && operation.step === what.step)) return operation;
    }
    throw new Error(
      `operation ${id} did not come to ${what.step ?? "its end"} in ${seconds} s: ${JSON.stringify(await this.operation(id))}\n${this.output}`,
    );
  }

  async restartDatabase(): Promise<void> {
    await stopPostgres(this.#data);
    await pause(2000);
    await startPostgres({ folder: this.#data, binaryFolder: join(tmpdir(), "storefleet-postgres") });
  }

  /** Helm revisions of a store: more than one of a new store means that it was installed twice. */
  async releases(store: string): Promise<string[]> {
    const namespace = namespaceName(store);
    const { items } = await this.cluster.core.listNamespacedSecret({ namespace, labelSelector: "owner=helm" });
    return items.map(({ metadata }) => `${metadata?.labels?.version} ${metadata?.labels?.status}`);
  }

  async exists(store: string): Promise<boolean> {
    const { items } = await this.cluster.core.listNamespace({ labelSelector: `storefleet.dev/store=${store}` });
    return items.length > 0;
  }

  async stop(stores: readonly string[]): Promise<void> {
    for (const child of this.#workers) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await Promise.race([once(child, "exit"), pause(30_000).then(() => child.kill("SIGKILL"))]);
    }
    for (const store of stores) await this.cluster.core.deleteNamespace({ name: namespaceName(store) }).catch(() => undefined);
    await this.database.close();
    await stopPostgres(this.#data);
    for (const folder of [this.folder, this.#data]) await rm(folder, { recursive: true, force: true });
  }
}
