import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";

/** Options of {@link download}. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long the server may stay silent, in milliseconds. @default 30000 */
  readonly stallMilliseconds?: number;
  /** @default 4 */
  readonly attempts?: number;
  /** Pause before the second attempt, in milliseconds; doubles each time. @default 500 */
  readonly pauseMilliseconds?: number;
}

/** The server said no, or there is no such server; asking again would not help. */
class Refused extends Error {}

/**
 * Fetches `url` into `file`. What an earlier run received stays in the file and is continued; the caller checks the whole.
 *
 * @throws with the reason, when it cannot be fetched
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  await retrying(options, () => fetchRest(url, file, options));
}

/** Fetches a short text, such as a checksum file. */
export async function downloadText(url: string, options: DownloadOptions = {}): Promise<string> {
  return retrying(options, async () => {
    const watch = watchdog(options);
    try {
      const response = await request(url, {}, watch.signal);
      return (await response.text()).slice(0, 4096);
    } finally {
      watch.end();
    }
  });
}

/** Whether the server has the file; false when it does not answer within `milliseconds`. */
export async function isServed(url: string, milliseconds = 3000): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(milliseconds) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function fetchRest(url: string, file: string, options: DownloadOptions): Promise<void> {
  const have = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const watch = watchdog(options);
  try {
    const response = await request(url, have > 0 ? { range: `bytes=${have}-` } : {}, watch.signal);
    // Nothing is left to send, or the file became shorter; the checksum decides.
    if (response.status === 416 || response.body === null) return await response.body?.cancel();
    const rest = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
    const expected = Number(response.headers.get("content-length") ?? Number.NaN);
    let received = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        watch.touch();
        done(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as WebStream);
    await pipeline(body, meter, createWriteStream(file, { flags: rest ? "a" : "w" }), { signal: watch.signal });
    if (received < expected) throw new Error(`the connection closed after ${received} of ${expected} bytes`);
  } catch (error) {
    throw watch.signal.aborted ? watch.signal.reason : error;
  } finally {
    watch.end();
  }
}

async function request(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  // Identity: a compressed transfer would make the byte ranges those of something else.
  const response = await fetch(url, { headers: { "accept-encoding": "identity", ...headers }, signal });
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  const message = `the server answers ${response.status} ${response.statusText}`.trim();
  throw response.status >= 500 || response.status === 429 ? new Error(message) : new Refused(message);
}

/** A signal that aborts when nothing was touched for a while, or when the caller's does. */
function watchdog({ signal, stallMilliseconds = 30_000 }: DownloadOptions) {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error(`no data for ${stallMilliseconds} ms`)), stallMilliseconds);
  return {
    signal: signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]),
    touch: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
}

async function retrying<T>(options: DownloadOptions, work: () => Promise<T>): Promise<T> {
  const { signal, attempts = 4, pauseMilliseconds = 500 } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= attempts || error instanceof Refused || hopeless.has(codeOf(error) ?? ""))
        throw new Error(reasonOf(error), { cause: error });
      await sleep(pauseMilliseconds * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

const hopeless = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "ENOSPC", "EACCES"]);

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as NodeJS.ErrnoException).code ?? codeOf(error.cause);
}

/** `fetch` hides the reason ("fetch failed") in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
