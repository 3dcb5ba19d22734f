import { copyFile, open, stat, truncate } from "node:fs/promises";
import { pause } from "../steps.ts";

/** One older file is kept beside it, so a log takes at most twice this. */
export const logLimitBytes = 8 * 1024 * 1024;

/**
 * Moves a log that has grown too large to `<file>.1` and empties it. The file stays the same one, because its writer holds it open (with O_APPEND) and
 * must not depend on a process that copies its output: that process's end would end the writer too.
 */
export async function rotateLog(file: string, limitBytes = logLimitBytes): Promise<boolean> {
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  if (size <= limitBytes) return false;
  await copyFile(file, `${file}.1`);
  await truncate(file, 0);
  return true;
}

/** Rotates the logs every `everyMs` until aborted. */
export async function keepLogsBounded(files: readonly string[], signal: AbortSignal, everyMs = 30_000): Promise<void> {
  while (!signal.aborted) {
    for (const file of files) await rotateLog(file).catch(() => false);
    await pause(everyMs, signal).catch(() => {});
  }
}

/** The last lines of a log, for an error message. */
export async function logTail(file: string, lines = 12): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 16 * 1024);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    await handle.close();
  }
}
