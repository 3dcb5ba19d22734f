/**
 * Ends work in two stages: first it is asked to stop, so that it can save what it has; when that does not help, everything is
 * killed at once.
 */
export class TimeLimit {
  /** Asks to stop: the time is over, or the caller wants to stop. */
  readonly signal: AbortSignal;
  /** Kills. */
  readonly killSignal: AbortSignal;
  readonly seconds: number;
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[];

  /** @param graceSeconds Between asking and killing. */
  constructor(outer: AbortSignal, seconds: number, graceSeconds = 30) {
    const kill = new AbortController();
    const killLater = () => this.#timers.push(setTimeout(() => kill.abort(), graceSeconds * 1000));
    this.seconds = seconds;
    this.#timers = [setTimeout(() => this.#over.abort(), seconds * 1000)];
    this.signal = AbortSignal.any([outer, this.#over.signal]);
    this.killSignal = kill.signal;
    if (this.signal.aborted) killLater();
    else this.signal.addEventListener("abort", killLater, { once: true });
  }

  /** Whether it was the time that stopped the work. */
  get over(): boolean {
    return this.#over.signal.aborted;
  }

  /** The work has ended. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
