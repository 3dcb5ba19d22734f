import { type ChildProcess, fork } from "node:child_process";
import { hostname } from "node:os";
import { join } from "node:path";
import { EngineError, type EngineErrorCode, type EngineErrorDetails } from "./errors.ts";
import { pruneBackend } from "./file-backend.ts";
import { type OperationKind, type OperationResult, type ProgressEvent, type Reply, type Request, replySchema } from "./messages.ts";
import { descendantsOf, endProcess, findProcess } from "./processes.ts";
import { endOrphans, liveOwner, type RunRecord, readRunRecord, removeRunRecord, writeRunRecord } from "./run-record.ts";
import { type EngineTools, processEnvironment, type StackLayout } from "./stack-layout.ts";

/** Options of {@link runOperation}. */
export interface OperationOptions {
  readonly kind: OperationKind;
  /** Files of the stack, from `prepareStack`. */
  readonly layout: StackLayout;
  readonly tools: EngineTools;
  /** Stops cleanly: what is under way ends, the state is saved, the lock released. */
  readonly signal?: AbortSignal;
  /** Ends everything at once; the next run puts right what that leaves. */
  readonly killSignal?: AbortSignal;
  readonly onEvent?: (event: ProgressEvent) => void;
  /**
   * Look at the cluster before comparing, so that changes by hand are found and undone.
   * @default false
   */
  readonly refresh?: boolean;
  /** Note in the stack's history. */
  readonly message?: string;
  /**
   * When the state is written: after every step, or once at the end, which is many times faster for many stores. A run that is
   * killed then leaves nothing in the state; the next run takes its objects over. Use `every-step` for what cannot be taken
   * over, such as virtual machines.
   * @default "at-end"
   */
  readonly checkpoints?: "every-step" | "at-end";
  /** Other input for the program, for tests and measurements. */
  readonly program?: { readonly declared?: readonly unknown[]; readonly guardrailsOnly?: boolean };
}

/** How often the processes of a run are written down, so that none is lost when everything is killed. */
const recordMilliseconds = 1000;
/** Last words of a process that ended without an answer. */
const keptOutput = 4000;

/**
 * Runs one operation on one stack in a process of its own.
 *
 * @throws {EngineError} with a code, a message that says what was kept and what to do, and details
 */
export async function runOperation(options: OperationOptions): Promise<OperationResult> {
  const { kind, layout } = options;
  // A preview changes nothing and takes no lock; it neither waits for a run nor mends one.
  if (kind === "preview") return new Run(options).result();
  const unclean = await settleEarlierRun(layout);
  const run = new Run(options, unclean);
  const stopRecording = keepRecord(layout, kind, run.child);
  try {
    const result = await run.result();
    await stopRecording();
    await removeRunRecord(layout);
    return result;
  } catch (error) {
    await stopRecording();
    // A run that was killed or crashed may have left a lock and plugins: the record stays for the next run.
    if (!(error instanceof EngineError) || error.code !== "EngineCrashed") await removeRunRecord(layout);
    throw error;
  } finally {
    await pruneBackend(layout);
  }
}

/**
 * Ends what a killed run left running.
 *
 * @returns why the next run must put things right, or nothing
 * @throws {EngineError} `ConcurrentUpdate` when that run is alive
 */
async function settleEarlierRun(layout: StackLayout): Promise<string | undefined> {
  const record = await readRunRecord(layout);
  if (record === undefined) return undefined;
  const owner = liveOwner(record);
  if (owner !== undefined) {
    throw new EngineError(
      "ConcurrentUpdate",
      `Stack ${layout.stack} is in use: ${record.kind} by process ${owner.pid} on ${record.host} since ${record.since}. ` +
        "Nothing was changed. Wait for it to end, then run the same again.",
      { owner: { pid: owner.pid, host: record.host, since: record.since } },
    );
  }
  const orphans = endOrphans(record);
  const ended = orphans.length === 0 ? "" : `; ended ${orphans.length} plugin${orphans.length === 1 ? "" : "s"} that it left running`;
  return `an earlier ${record.kind} (process ${record.caller.pid}, ${record.since}) was killed${ended}`;
}

/** Writes down the processes of a run until the returned function is called. */
function keepRecord(layout: StackLayout, kind: OperationKind, child: ChildProcess): () => Promise<void> {
  const since = new Date().toISOString();
  const seen = new Map<number, RunRecord["processes"][number]>();
  let written = Promise.resolve();
  const note = () => {
    const own = child.pid === undefined ? undefined : findProcess(child.pid);
    const now = child.pid === undefined ? [] : descendantsOf(child.pid);
    const fresh = [...(own === undefined ? [] : [own]), ...now].filter(({ pid }) => !seen.has(pid));
    for (const { pid, started, command } of fresh) seen.set(pid, { pid, started, command: command.slice(0, 300) });
    const caller = findProcess(process.pid);
    if (fresh.length === 0 || caller === undefined) return;
    const { pid, started, command } = caller;
    const record = {
      kind,
      since,
      host: hostname(),
      caller: { pid, started, command: command.slice(0, 300) },
      processes: [...seen.values()],
    };
    written = written.then(() => writeRunRecord(layout, record));
  };
  note();
  const timer = setInterval(note, recordMilliseconds);
  return async () => {
    clearInterval(timer);
    await written;
  };
}

/** The process of one operation, seen from its caller. */
class Run {
  readonly child: ChildProcess;
  readonly #options: OperationOptions;
  readonly #unclean: string | undefined;
  #output = "";

  constructor(options: OperationOptions, unclean?: string) {
    const { layout, tools, checkpoints = "at-end" } = options;
    this.#options = options;
    this.#unclean = unclean;
    const environment = processEnvironment(layout, tools);
    if (checkpoints === "at-end") environment.PULUMI_SKIP_CHECKPOINTS = "true";
    this.child = fork(join(import.meta.dirname, "child.ts"), [], {
      cwd: layout.directory,
      env: environment,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      // Its own group: Ctrl-C in a terminal reaches us only, and we stop the engine once, in order.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.#output = (this.#output + data.toString()).slice(-keptOutput);
      });
    }
  }

  result(): Promise<OperationResult> {
    const { signal, killSignal } = this.#options;
    const cancel = () => this.#send({ type: "cancel" });
    const kill = () => this.#kill();
    signal?.addEventListener("abort", cancel);
    killSignal?.addEventListener("abort", kill);
    return new Promise<OperationResult>((resolve, reject) => {
      this.child.on("message", (message) => this.#receive(replySchema.parse(message), resolve, reject));
      this.child.on("error", reject);
      this.child.on("exit", (code, name) => reject(this.#crashed(name ?? `code ${code}`)));
    }).finally(() => {
      signal?.removeEventListener("abort", cancel);
      killSignal?.removeEventListener("abort", kill);
    });
  }

  #receive(reply: Reply, resolve: (result: OperationResult) => void, reject: (error: Error) => void): void {
    switch (reply.type) {
      case "ready":
        this.#start();
        break;
      case "progress":
        this.#options.onEvent?.(reply.event);
        break;
      case "result":
        resolve(reply.result);
        break;
      case "failure": {
        const { code, message, details } = reply.failure;
        reject(new EngineError(code as EngineErrorCode, message, details as EngineErrorDetails));
      }
    }
  }

  #start(): void {
    const { kind, layout, refresh = false, message, program = {}, signal } = this.#options;
    const { declared, guardrailsOnly = false } = program;
    this.#send({
      type: "run",
      kind,
      stack: layout.stack,
      directory: layout.directory,
      refresh,
      program: { guardrailsOnly, ...(declared === undefined ? {} : { declared: [...declared] }) },
      ...(message === undefined ? {} : { message }),
      ...(this.#unclean === undefined ? {} : { unclean: this.#unclean }),
    });
    if (signal?.aborted) this.#send({ type: "cancel" });
  }

  #send(request: Request): void {
    if (this.child.connected) this.child.send(request);
  }

  #kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    const own = findProcess(pid);
    for (const process of [...(own === undefined ? [] : [own]), ...descendantsOf(pid)]) endProcess(process, "SIGKILL");
  }

  #crashed(how: string): EngineError {
    if (this.#options.killSignal?.aborted) {
      return new EngineError(
        "EngineCrashed",
        "Stopped at once. The state may lag behind the cluster; run the same again and it is put right.",
      );
    }
    const said = this.#output.trim();
    return new EngineError(
      "EngineCrashed",
      `The engine ended without an answer (${how}). The state may lag behind the cluster; run the same again and it is put right.${said === "" ? "" : `\n${said}`}`,
    );
  }
}
