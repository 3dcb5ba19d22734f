import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { EngineError, type EngineErrorCode, type EngineErrorDetails } from "./errors.ts";
import { pruneBackend } from "./file-backend.ts";
import { isHostDead } from "./hosts.ts";
import { type OperationKind, type OperationResult, type ProgressEvent, type Reply, type Request, replySchema } from "./messages.ts";
import { descendantsOf, endProcess, findProcess } from "./processes.ts";
import { RunGuard } from "./run-guard.ts";
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

/** Last words of a process that ended without an answer. */
const keptOutput = 4000;

/**
 * Runs one operation on one stack in a process of its own.
 *
 * @throws {EngineError} with a code, a message that says what was kept and what to do, and details
 */
export async function runOperation(options: OperationOptions): Promise<OperationResult> {
  const { kind, layout } = options;
  return withTemporaryFolder(layout, async (temporary) => {
    // A preview changes nothing and takes no lock; it neither waits for a run nor mends one.
    if (kind === "preview") return new Run(options, temporary).result();
    return runGuarded(options, temporary);
  });
}

async function runGuarded(options: OperationOptions, temporary: string): Promise<OperationResult> {
  const { kind, layout } = options;
  const guard = await RunGuard.take(layout, kind);
  const run = new Run(options, temporary, guard);
  guard.watch(run.child);
  try {
    const result = await run.result();
    await guard.release();
    return result;
  } catch (error) {
    if (error instanceof EngineError && error.code !== "EngineCrashed") await guard.release();
    else await guard.abandon();
    throw error;
  } finally {
    await pruneBackend(layout);
  }
}

/** Gives a run a folder for its temporary files, which hold credentials, and removes it, and those of killed runs. */
async function withTemporaryFolder<T>({ directory, hostsDirectory }: StackLayout, run: (temporary: string) => Promise<T>): Promise<T> {
  for (const name of await readdir(directory)) {
    const [, pid, host] = /^tmp-(\d+)-(.+)-[^-]+$/.exec(name) ?? [];
    if (pid === undefined || host === undefined) continue;
    const gone = host === hostname() ? findProcess(Number(pid)) === undefined : isHostDead(hostsDirectory, host);
    if (gone) await rm(join(directory, name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(join(directory, `tmp-${process.pid}-${hostname()}-`));
  try {
    return await run(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The process of one operation, seen from its caller. */
class Run {
  readonly child: ChildProcess;
  readonly #options: OperationOptions;
  readonly #guard: RunGuard | undefined;
  #output = "";

  constructor(options: OperationOptions, temporary: string, guard?: RunGuard) {
    const { layout, tools, checkpoints = "at-end" } = options;
    this.#options = options;
    this.#guard = guard;
    const environment = processEnvironment(layout, tools, temporary);
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
      case "stores":
        this.#guard?.noteStores(reply.stores);
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
    const unclean = this.#guard?.unclean;
    const { declared, guardrailsOnly = false } = program;
    this.#send({
      type: "run",
      kind,
      stack: layout.stack,
      directory: layout.directory,
      refresh,
      program: { guardrailsOnly, ...(declared === undefined ? {} : { declared: [...declared] }) },
      ...(message === undefined ? {} : { message }),
      ...(unclean === undefined ? {} : { unclean }),
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
