import { setTimeout as pause } from "node:timers/promises";

const firstMilliseconds = 200;
const longestMilliseconds = 5000;

/**
 * Writes until the database takes it: a restart of the database costs time and nothing else.
 *
 * @throws the database's error when it answers and refuses, or when the signal aborts
 */
export async function persist<T>(write: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let wait = firstMilliseconds; ; wait = Math.min(wait * 2, longestMilliseconds)) {
    try {
      return await write();
    } catch (error) {
      if (!isConnectionError(error) || signal?.aborted) throw error;
      await pause(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

/** Whether the database could not be reached or was shutting down, rather than refused a statement. */
export function isConnectionError(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // Class 08: connection exception; 57P01 to 57P03: shutting down or starting up; 53300: too many connections.
  if (typeof code === "string" && /^(08\w{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return (
    typeof message === "string" &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(message)
  );
}
