import type { ChildProcess } from "node:child_process";
import { hostname } from "node:os";
import { EngineError } from "./errors.ts";
import type { OperationKind, Unclean } from "./messages.ts";
import { descendantsOf, findProcess, type ProcessIdentity } from "./processes.ts";
import { claimRun, endOrphans, endRun, liveOwner, type RunRecord, readRunRecord, releaseRun, updateRun } from "./run-record.ts";
import type { StackLayout } from "./stack-layout.ts";

/** How often the processes of a run are written down, so that none is lost when everything is killed at once. */
const recordMilliseconds = 1000;
/** Arguments beyond this tell nothing about what a process is. */
const longestCommand = 300;

/** One run's hold on its stack, and the list of its processes on disk. */
export class RunGuard {
  /** What this run must first put right, if an earlier one was killed. */
  readonly unclean: Unclean | undefined;
  readonly #layout: StackLayout;
  #record: RunRecord;
  #timer: NodeJS.Timeout | undefined;
  #written = Promise.resolve();

  /**
   * Takes a stack, after ending what a killed run left running.
   *
   * @throws {EngineError} `ConcurrentUpdate` when another run has it
   */
  static async take(layout: StackLayout, kind: OperationKind): Promise<RunGuard> {
    const earlier = await readRunRecord(layout);
    const unclean = earlier === undefined ? undefined : earlier === "damaged" ? damaged : settle(layout, earlier);
    if (earlier !== undefined) await releaseRun(layout);
    const caller = described(findProcess(process.pid) ?? { pid: process.pid, started: "", command: "" });
    const record = { kind, since: new Date().toISOString(), host: hostname(), caller, stores: [], processes: [] };
    if (await claimRun(layout, record)) return new RunGuard(layout, record, unclean);
    const winner = await readRunRecord(layout);
    throw inUse(layout, winner === "damaged" ? undefined : winner);
  }

  private constructor(layout: StackLayout, record: RunRecord, unclean: Unclean | undefined) {
    this.#layout = layout;
    this.#record = record;
    this.unclean = unclean;
  }

  /** Writes down which stores the run may make, so that none is forgotten if it is killed. */
  noteStores(stores: readonly string[]): void {
    this.#update({ ...this.#record, stores: [...stores] });
  }

  /** Writes down the processes below a child from now on. */
  watch(child: ChildProcess): void {
    const note = () => {
      if (child.pid === undefined) return;
      const own = findProcess(child.pid);
      const seen = new Set(this.#record.processes.map(({ pid, started }) => `${pid} ${started}`));
      const now = [...(own === undefined ? [] : [own]), ...descendantsOf(child.pid)];
      const fresh = now.filter(({ pid, started }) => !seen.has(`${pid} ${started}`)).map(described);
      if (fresh.length > 0) this.#update({ ...this.#record, processes: [...this.#record.processes, ...fresh] });
    };
    note();
    this.#timer = setInterval(note, recordMilliseconds);
  }

  #update(record: RunRecord): void {
    this.#record = record;
    this.#written = this.#written.then(() => updateRun(this.#layout, record));
  }

  /** Gives the stack back after an orderly end. */
  async release(): Promise<void> {
    await this.#settled();
    await releaseRun(this.#layout);
  }

  /**
   * Ends what a crashed run left; its record stays, so that the next run puts the state right.
   *
   * @param graceMilliseconds How long the engine gets to save its state.
   */
  async abandon(graceMilliseconds = 20_000): Promise<void> {
    await this.#settled();
    await endRun(this.#record, graceMilliseconds);
  }

  async #settled(): Promise<void> {
    clearInterval(this.#timer);
    await this.#written;
  }
}

const damaged: Unclean = { reason: "the record of an earlier run is damaged", stores: [] };

function settle(layout: StackLayout, record: RunRecord): Unclean {
  if (liveOwner(layout, record) !== undefined) throw inUse(layout, record);
  const { length } = endOrphans(record);
  const ended = length === 0 ? "" : `; ended ${length} plugin${length === 1 ? "" : "s"} that it left running`;
  const reason = `an earlier ${record.kind} (process ${record.caller.pid}, ${record.since}) was killed${ended}`;
  return { reason, stores: record.stores };
}

function inUse(layout: StackLayout, record: RunRecord | undefined): EngineError {
  const owner =
    record === undefined ? undefined : { pid: (liveOwner(layout, record) ?? record.caller).pid, host: record.host, since: record.since };
  const who =
    record === undefined || owner === undefined ? "" : `: ${record.kind} by process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new EngineError(
    "ConcurrentUpdate",
    `Stack ${layout.stack} is in use${who}. Nothing was changed. Wait for it to end, then run the same again.`,
    { owner },
  );
}

function described({ pid, started, command }: ProcessIdentity): ProcessIdentity {
  return { pid, started, command: command.slice(0, longestCommand) };
}
