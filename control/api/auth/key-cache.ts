import { createHash } from "node:crypto";

/** How long a key that was good stays so without asking again, in milliseconds: a revoked key ends within this time. */
const goodMilliseconds = 5_000;
/** From this age on a key in use is asked about again beside the request, so that no request waits for it. */
const refreshMilliseconds = 4_000;
const most = 1000;

interface Entry<T> {
  readonly value: T;
  readonly asked: number;
}

/** Whose API keys were good a moment ago, by the keys' hashes: scripts send many requests with one key. */
export class KeyCache<T> {
  readonly #ask: (key: string) => Promise<T | undefined>;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #asking = new Map<string, Promise<T | undefined>>();
  #forgotten = 0;

  /** @param ask whose key it is; nothing when it is not good. What it throws reaches a request only if that has to wait for it. */
  constructor(ask: (key: string) => Promise<T | undefined>, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  async get(key: string): Promise<T | undefined> {
    const id = hash(key);
    const entry = this.#entries.get(id);
    const age = entry === undefined ? Number.POSITIVE_INFINITY : this.#now() - entry.asked;
    if (entry === undefined || age >= goodMilliseconds) return this.#refresh(id, key);
    // An error is told to whoever asks when the key is no longer good.
    if (age >= refreshMilliseconds) this.#refresh(id, key).catch(() => undefined);
    return entry.value;
  }

  /** Forgets every key whose value is one of these. */
  forget(these: (value: T) => boolean): void {
    // What is being asked now may still be answered from before.
    this.#forgotten += 1;
    this.#asking.clear();
    for (const [id, { value }] of this.#entries) if (these(value)) this.#entries.delete(id);
  }

  /** Asks once for all who want to know at the same time. */
  #refresh(id: string, key: string): Promise<T | undefined> {
    const running = this.#asking.get(id);
    if (running !== undefined) return running;
    const [asked, forgotten] = [this.#now(), this.#forgotten];
    const answer = this.#ask(key)
      .then((value) => {
        if (forgotten === this.#forgotten) this.#keep(id, value, asked);
        return value;
      })
      .finally(() => {
        if (this.#asking.get(id) === answer) this.#asking.delete(id);
      });
    this.#asking.set(id, answer);
    return answer;
  }

  #keep(id: string, value: T | undefined, asked: number): void {
    this.#entries.delete(id);
    if (value === undefined) return;
    // The oldest goes first: a map keeps its order.
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= most && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(id, { value, asked });
  }
}

function hash(key: string): string {
  return createHash("sha256").update(key).digest("base64");
}
