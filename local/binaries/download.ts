import { createWriteStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256OfFile } from "./checksum.ts";
import { BinaryError } from "./errors.ts";

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
  /** How long the server may stay silent, in milliseconds. @default 30000 */
  readonly stallMilliseconds?: number;
  /** @default 4 */
  readonly attempts?: number;
  /** Pause before the second attempt, in milliseconds; doubles each time. @default 500 */
  readonly pauseMilliseconds?: number;
}

/**
 * Fetches a file of known content. What a broken or killed run has received stays in `file` and is continued by a Range request.
 *
 * @param file where the bytes gather; on return it is complete and verified.
 * @throws {BinaryError} code `checksum` if the content is another one (the file is removed); `network` if it cannot be fetched.
 */
export async function download(url: string, file: string, sha256: string, options: DownloadOptions = {}): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const resumedFrom = await sizeOf(file);
  if (resumedFrom > 0 && (await sha256OfFile(file)) === sha256) return;
  await fetchWhole(url, file, options);
  let got = await sha256OfFile(file);
  if (got !== sha256 && resumedFrom > 0) {
    // The old half may stem from another version of the file: it gets one clean chance.
    await rm(file);
    await fetchWhole(url, file, options);
    got = await sha256OfFile(file);
  }
  if (got === sha256) return;
  await rm(file, { force: true });
  throw new BinaryError(
    "checksum",
    `${url} has a wrong checksum: expected SHA-256 ${sha256}, got ${got}. It was not used. Something between here and the publisher alters or damages files.`,
  );
}

/** Fetches a short text, such as a checksum file. */
export async function downloadText(url: string, options: DownloadOptions = {}): Promise<string> {
  return retrying(url, options, async () => {
    const response = await request(url, {}, options);
    const text = await response.text();
    return text.slice(0, 1 << 20);
  });
}

async function fetchWhole(url: string, file: string, options: DownloadOptions): Promise<void> {
  await retrying(url, options, () => fetchRest(url, file, options));
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function fetchRest(url: string, file: string, options: DownloadOptions): Promise<void> {
  const have = await sizeOf(file);
  const response = await request(url, have > 0 ? { range: `bytes=${have}-` } : {}, options);
  if (response.status === 416) {
    // Nothing is left to send, or the file has become shorter; the checksum decides.
    await response.body?.cancel();
    return;
  }
  const isRest = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
  const start = isRest ? have : 0;
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const total = Number.isFinite(length) ? start + length : undefined;
  if (!response.body) throw new Error("empty answer");
  let received = start;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error(`no data for ${stallOf(options)} ms`)), stallOf(options));
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      timer.refresh();
      options.onProgress?.(received, total);
      done(null, chunk);
    },
  });
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  try {
    await pipeline(Readable.fromWeb(response.body as WebStream), meter, createWriteStream(file, { flags: isRest ? "a" : "w" }), { signal });
  } catch (error) {
    throw stall.signal.aborted ? stall.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
  if (total !== undefined && received < total) throw new Error(`connection closed after ${received} of ${total} bytes`);
}

/** A server said no; asking again would not help. */
class RefusedError extends Error {}

async function request(url: string, headers: Record<string, string>, options: DownloadOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(stallOf(options));
  const connect = new AbortController();
  const abort = () => connect.abort(timeout.aborted ? timeout.reason : options.signal?.reason);
  timeout.addEventListener("abort", abort, { once: true });
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    // Identity: a compressed transfer would make the byte ranges those of something else.
    const response = await fetch(url, { headers: { "accept-encoding": "identity", ...headers }, signal: connect.signal });
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    const message = `the server answers ${response.status} ${response.statusText}`.trim();
    throw response.status >= 500 || response.status === 429 ? new Error(message) : new RefusedError(message);
  } finally {
    timeout.removeEventListener("abort", abort);
    options.signal?.removeEventListener("abort", abort);
  }
}

async function retrying<T>(url: string, options: DownloadOptions, work: () => Promise<T>): Promise<T> {
  const attempts = options.attempts ?? 4;
  for (let attempt = 1; ; attempt += 1) {
    try {
      options.signal?.throwIfAborted();
      return await work();
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (isDiskFull(cause)) {
        throw new BinaryError(
          "disk",
          `The disk became full while fetching ${url}. Free some space, or set STOREFLEET_CACHE to a folder on a larger disk.`,
          { cause },
        );
      }
      if (attempt >= attempts || cause instanceof RefusedError)
        throw new BinaryError("network", `${url} cannot be fetched: ${reasonOf(cause)}.`, { cause });
      await sleep((options.pauseMilliseconds ?? 500) * 2 ** (attempt - 1), undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}

/** `fetch` hides the reason ("fetch failed") in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function isDiskFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOSPC";
}

function stallOf(options: DownloadOptions): number {
  return options.stallMilliseconds ?? 30_000;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (entry) => entry.size,
    () => 0,
  );
}
