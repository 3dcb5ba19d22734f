import { strings } from "../shop/strings.ts";
import { StoreApiError, type StoreApiErrorKind } from "../store-api/errors.ts";

/** What a form shows after it was sent. */
export type Outcome =
  | { readonly status: "idle" }
  | { readonly status: "done"; readonly message: string }
  | { readonly status: "error"; readonly message: string };

export const idle: Outcome = { status: "idle" };

export function failed(message: string): Outcome {
  return { status: "error", message };
}

const messages: Readonly<Record<StoreApiErrorKind, string>> = {
  "out-of-stock": strings.errors.outOfStock,
  "not-found": strings.errors.cartGone,
  refused: strings.errors.refused,
  unavailable: strings.errors.unavailable,
};

/**
 * What to tell a shopper about a failed call. Anything else than a failed call is a bug and goes on to the error page.
 *
 * @param special what a kind of failure means for this very call.
 */
export function messageFor(error: unknown, special: Partial<Record<StoreApiErrorKind, string>> = {}): string {
  if (!(error instanceof StoreApiError)) throw error;
  console.error(JSON.stringify({ level: "warn", event: "action-failed", kind: error.kind, reason: error.message }));
  return special[error.kind] ?? messages[error.kind];
}
