import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { storeSpecSchema } from "../../stores/schema.ts";
import type { Database } from "../db/schema.ts";
import { type OperationEnvironment, OperationFailed, type RunStoreOperation, type StoreOperationInput } from "../operations/operation.ts";
import { beat, type Claim, putBack } from "./claim.ts";
import { type Outcome, recordBegin, recordOutcome } from "./outcome.ts";
import { persist } from "./persist.ts";
import { Recorder } from "./recorder.ts";

/** What every execution of a worker shares. */
export interface ExecutionOptions {
  readonly db: Kysely<Database>;
  readonly environment: OperationEnvironment;
  readonly run: RunStoreOperation;
  readonly logger: Logger;
  readonly leaseSeconds: number;
  /** Longest time of one operation, in seconds. */
  readonly timeoutSeconds: number;
  /** Tries of an operation whose surroundings fail, or whose worker dies. */
  readonly attempts: number;
  /** The worker stops: operations are put back in line. */
  readonly shutdown: AbortSignal;
}

/** Why an execution was told to stop. */
type Stop = "cancel" | "lost" | "shutdown";

/** First pause before an operation is tried again, in seconds; it doubles with every attempt. */
const backOffSeconds = 5;

/** Runs one claimed operation to its end, keeps its claim alive meanwhile, and records how it ended. */
export async function execute(claim: Claim, options: ExecutionOptions): Promise<void> {
  const { db, run, shutdown } = options;
  const logger = options.logger.child({ operation: claim.id, store: claim.store_name, kind: claim.kind });
  const recorder = new Recorder(db, claim);
  const controller = new AbortController();
  let stopped: Stop | undefined;
  const stop = (reason: Stop) => {
    // Who has lost the claim must not write, whatever else was asked for.
    if (stopped === undefined || reason === "lost") stopped = reason;
    if (reason === "lost") recorder.abandon();
    controller.abort();
  };
  const onShutdown = () => stop("shutdown");
  shutdown.addEventListener("abort", onShutdown);
  const heart = new Heart(claim, options, stop);
  try {
    await persist(() => recordBegin(db, claim), controller.signal);
    if (claim.cancel_requested) stop("cancel");
    if (shutdown.aborted) stop("shutdown");
    const outcome = await outcomeOf(claim, options, async (input) =>
      run(input, {
        signal: controller.signal,
        onStep: (step, state, seconds) => recorder.step(step, state, seconds),
        onLog: (job, line) => recorder.line(job, line),
        onEvent: (event) => recorder.event(event),
      }),
    );
    await recorder.settled();
    await conclude(claim, outcome, stopped, options, logger);
  } catch (error) {
    logger.error({ err: error }, "operation could not be recorded; its lease ends and it is taken up again");
  } finally {
    heart.stop();
    shutdown.removeEventListener("abort", onShutdown);
  }
}

/** Prolongs a claim for as long as its operation runs. */
class Heart {
  readonly #timer: NodeJS.Timeout;
  #heard = Date.now();
  #beating = false;

  constructor(claim: Claim, { db, leaseSeconds, logger }: ExecutionOptions, stop: (reason: Stop) => void) {
    const once = async () => {
      if (this.#beating) return;
      this.#beating = true;
      try {
        const answer = await beat(db, claim, leaseSeconds);
        this.#heard = Date.now();
        if (answer !== "held") stop(answer);
      } catch (error) {
        logger.warn({ err: error }, "heartbeat failed");
        // Another worker takes over when the lease ends: this one has stopped by then.
        if (Date.now() - this.#heard > leaseSeconds * 1000) stop("lost");
      } finally {
        this.#beating = false;
      }
    };
    this.#timer = setInterval(() => void once(), (leaseSeconds * 1000) / 5);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function outcomeOf(
  claim: Claim,
  options: ExecutionOptions,
  work: (input: StoreOperationInput) => ReturnType<RunStoreOperation>,
): Promise<Outcome> {
  try {
    if (claim.attempt > options.attempts) {
      throw new OperationFailed({
        code: "EngineCrashed",
        message: `Given up after ${options.attempts} attempts, each of which was cut off.`,
      });
    }
    return { state: "succeeded", result: await work(await inputOf(claim, options)) };
  } catch (error) {
    if (error instanceof OperationFailed) return { state: "failed", failure: error };
    options.logger.error({ err: error, operation: claim.id }, "operation failed unexpectedly");
    const message = error instanceof Error ? error.message : String(error);
    return { state: "failed", failure: new OperationFailed({ code: "ProviderFailed", message: `Unexpected: ${message}` }) };
  }
}

async function inputOf(claim: Claim, { db, environment, timeoutSeconds }: ExecutionOptions): Promise<StoreOperationInput> {
  const { revision, restores } = claim.input;
  const revised = await db
    .selectFrom("store_revisions")
    .select("spec")
    .where("store_name", "=", claim.store_name)
    .where("revision", "=", revision)
    .executeTakeFirst();
  const { spec } = revised ?? (await db.selectFrom("stores").select("spec").where("name", "=", claim.store_name).executeTakeFirstOrThrow());
  return { kind: claim.kind, spec: storeSpecSchema.parse(spec), revision, environment, timeoutSeconds, restores };
}

async function conclude(
  claim: Claim,
  outcome: Outcome,
  stopped: Stop | undefined,
  options: ExecutionOptions,
  logger: Logger,
): Promise<void> {
  const { db, attempts } = options;
  if (stopped === "lost") return logger.warn("lease lost; another worker goes on");
  const failure = outcome.state === "failed" ? outcome.failure : undefined;
  if (failure !== undefined && stopped === "shutdown") {
    logger.info("put back in line: this worker stops");
    return persist(() => putBack(db, claim, 0));
  }
  if (failure !== undefined && stopped === "cancel") {
    await persist(() => recordOutcome(db, claim, { state: "cancelled" }));
    return logger.info("cancelled");
  }
  if (failure?.retryable && claim.attempt < attempts) {
    const seconds = backOffSeconds * 2 ** (claim.attempt - 1);
    logger.warn({ code: failure.code, seconds }, "tried again later");
    return persist(() => putBack(db, claim, seconds));
  }
  const recorded = await persist(() => recordOutcome(db, claim, outcome));
  logger.info({ state: outcome.state, code: failure?.code, recorded }, "operation ended");
}
