import { createHash } from "node:crypto";

/** How long a key that was good stays so without asking again, in milliseconds: a revoked key ends within this time. */
const goodMilliseconds = 5_000;
const most = 1000;

/** Remembers whose API keys were good a moment ago, by the keys' hashes: scripts send many requests with one key. */
export class KeyCache<T> {
  readonly #entries = new Map<string, { readonly until: number; readonly value: T }>();

  get(key: string, now = Date.now()): T | undefined {
    const entry = this.#entries.get(hash(key));
    return entry === undefined || entry.until <= now ? undefined : entry.value;
  }

  set(key: string, value: T, now = Date.now()): void {
    // The oldest goes first: a map keeps its order.
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= most && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(hash(key), { until: now + goodMilliseconds, value });
  }

  /** Forgets every key whose value is one of these. */
  forget(these: (value: T) => boolean): void {
    for (const [key, { value }] of this.#entries) if (these(value)) this.#entries.delete(key);
  }
}

function hash(key: string): string {
  return createHash("sha256").update(key).digest("base64");
}
