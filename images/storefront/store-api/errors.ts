/**
 * Why a call to the backend failed, as far as the shop acts on it:
 * - `unavailable`: no answer in time, a broken answer, or a fault of the backend or of our set-up; the shopper can only try again
 * - `not-found`: the thing does not exist (any more)
 * - `out-of-stock`: fewer are left than were asked for
 * - `refused`: the backend did not accept the values
 */
export type StoreApiErrorKind = "unavailable" | "not-found" | "out-of-stock" | "refused";

/** A failed call to the Store API. The message is for the log, not for shoppers. */
export class StoreApiError extends Error {
  readonly kind: StoreApiErrorKind;
  /** HTTP status, absent when there was no answer. */
  readonly status: number | undefined;

  constructor(kind: StoreApiErrorKind, message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StoreApiError";
    this.kind = kind;
    this.status = options.status;
  }
}

/** Turns an HTTP reply that is not 2xx into an error. `body` is the parsed JSON, or undefined when it was none. */
export function errorFromReply(call: string, status: number, body: unknown): StoreApiError {
  const reply = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const message = typeof reply.message === "string" ? reply.message : "no message";
  return new StoreApiError(kindOf(status, reply, message), `${call}: ${status} ${message}`, { status });
}

/** Turns a failed or timed-out request into an error. */
export function errorFromFailure(call: string, cause: unknown): StoreApiError {
  return new StoreApiError("unavailable", `${call}: ${isTimeout(cause) ? "no answer in time" : "no connection"}`, { cause });
}

/** Whether a request was given up because its time was over. */
export function isTimeout(cause: unknown): boolean {
  return typeof cause === "object" && cause !== null && "name" in cause && cause.name === "TimeoutError";
}

function kindOf(status: number, reply: Record<string, unknown>, message: string): StoreApiErrorKind {
  if (status >= 500 || status === 401 || status === 403 || status === 429) return "unavailable";
  // A wrong publishable key is a fault of the set-up although the backend calls it a bad request.
  if (/publishable.*key/i.test(message)) return "unavailable";
  // Completing a cart names the lack of stock in words only.
  if (reply.code === "insufficient_inventory" || /not enough stock/i.test(message)) return "out-of-stock";
  if (status === 404 || reply.type === "not_found") return "not-found";
  if (status >= 400) return "refused";
  return "unavailable";
}
