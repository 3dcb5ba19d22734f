import type { Kysely } from "kysely";
import { recordEvent } from "../db/events.ts";
import { appendJobLog } from "../db/job-logs.ts";
import type { Database } from "../db/schema.ts";
import type { StepState, StoreEvent, StoreStep } from "../operations/operation.ts";
import type { Claim } from "./claim.ts";
import { persist } from "./persist.ts";

/** Lines that may wait for the database at most; more would be lost memory on a worker whose database is away. */
const mostPending = 5000;

/** Writes down what happens in one operation, in the order in which it happens, also over a restart of the database. */
export class Recorder {
  readonly #db: Kysely<Database>;
  readonly #claim: Claim;
  readonly #stop = new AbortController();
  readonly #lineNumbers = new Map<string, number>();
  #written: Promise<void> = Promise.resolve();
  #pending = 0;

  constructor(db: Kysely<Database>, claim: Claim) {
    this.#db = db;
    this.#claim = claim;
  }

  step(step: StoreStep, state: StepState, seconds: number): void {
    const { id, store_name: store, kind } = this.#claim;
    const level = state === "failed" ? "error" : "info";
    const took = state === "running" || state === "skipped" ? "" : ` after ${seconds.toFixed(1)} s`;
    this.#add(async () => {
      await this.#insert({ type: "step", step, level, message: `${step} ${state}${took}`, data: { state, seconds } });
      if (state !== "running") return;
      await this.#db.updateTable("operations").set({ step }).where("id", "=", id).execute();
      if (step === "order-proof" && kind === "create") {
        await this.#db
          .updateTable("stores")
          .set({ status: "Verifying" })
          .where("name", "=", store)
          .where("status", "=", "Provisioning")
          .execute();
      }
    });
  }

  event(event: StoreEvent): void {
    this.#add(() => this.#insert(event));
  }

  line(job: string, line: string): void {
    if (this.#pending > mostPending) return;
    this.#add(async () => {
      const last = this.#lineNumbers.get(job) ?? (await this.#lastLine(job));
      this.#lineNumbers.set(job, last + 1);
      const { id, store_name: store } = this.#claim;
      await appendJobLog(this.#db, { store, operationId: id, job, firstLine: last + 1, lines: [line] });
    });
  }

  /** Waits until everything is written. */
  async settled(): Promise<void> {
    await this.#written;
  }

  /** Gives up what is not written yet: the operation belongs to another worker now. */
  abandon(): void {
    this.#stop.abort();
  }

  #add(write: () => Promise<void>): void {
    this.#pending++;
    this.#written = this.#written
      .then(() => (this.#stop.signal.aborted ? undefined : persist(write, this.#stop.signal)))
      // What the database refuses must not keep the rest from being written.
      .catch(() => undefined)
      .finally(() => {
        this.#pending--;
      });
  }

  async #insert(event: StoreEvent): Promise<void> {
    const { id, store_name } = this.#claim;
    await recordEvent(this.#db, { store: store_name, operationId: id, ...event });
  }

  async #lastLine(job: string): Promise<number> {
    const { last } = await this.#db
      .selectFrom("job_logs")
      .where("operation_id", "=", this.#claim.id)
      .where("job", "=", job)
      .select(({ fn }) => fn.max("line_no").as("last"))
      .executeTakeFirstOrThrow();
    return last ?? 0;
  }
}
