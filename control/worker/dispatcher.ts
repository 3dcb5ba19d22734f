import { type ClaimRules, cancelUnwanted, claimNext } from "./claim.ts";
import { type ExecutionOptions, execute } from "./execution.ts";
import { isConnectionError } from "./persist.ts";

/** Options of {@link Dispatcher}. */
export interface DispatcherOptions extends ExecutionOptions, Omit<ClaimRules, "leaseSeconds" | "except"> {
  /** Operations that this worker runs at once, light ones included. */
  readonly slots: number;
}

/** How often a worker looks for work that nobody announced to it: another worker's that died, or one that was put back. */
const pollMilliseconds = 1000;

/** Fills the free slots of one worker with operations that may run. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #again = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), pollMilliseconds);
    this.wake();
  }

  /** Something may have become runnable. */
  wake(): void {
    this.#again = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** Takes no more work and waits for what runs; the options' `shutdown` says that it should stop. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // What is being claimed at this moment is put back as well.
    await this.#filling;
    await Promise.allSettled(this.#running.values());
  }

  async #fill(): Promise<void> {
    const { db, slots, shutdown, logger } = this.#options;
    try {
      while (this.#again && !shutdown.aborted) {
        this.#again = false;
        for (const { id, store_name } of await cancelUnwanted(db))
          logger.info({ operation: id, store: store_name }, "cancelled before it began");
        while (this.#running.size < slots && !shutdown.aborted) {
          const claim = await claimNext(db, { ...this.#options, except: [...this.#running.keys()] });
          if (claim === undefined) break;
          const running = execute(claim, this.#options).finally(() => {
            this.#running.delete(claim.id);
            this.wake();
          });
          this.#running.set(claim.id, running);
        }
      }
    } catch (error) {
      // The next poll tries again; a database that is away is expected to come back.
      logger[isConnectionError(error) ? "warn" : "error"]({ err: error }, "no work could be claimed");
    }
  }
}
