import { strings } from "../shop/strings.ts";
import { StoreApiError } from "../store-api/errors.ts";

/** What a form shows after it was sent. */
export type Outcome =
  | { readonly status: "idle" }
  | { readonly status: "done"; readonly message: string }
  | { readonly status: "error"; readonly message: string };

export const idle: Outcome = { status: "idle" };

export function failed(message: string): Outcome {
  return { status: "error", message };
}

/** What to tell a shopper about a failed call. Anything else than a failed call is a bug and goes on to the error page. */
export function messageFor(error: unknown): string {
  if (!(error instanceof StoreApiError)) throw error;
  console.error(JSON.stringify({ level: "warn", event: "action-failed", kind: error.kind, reason: error.message }));
  switch (error.kind) {
    case "out-of-stock":
      return strings.errors.outOfStock;
    case "not-found":
      return strings.errors.productGone;
    case "refused":
      return strings.errors.refused;
    case "unavailable":
      return strings.errors.unavailable;
  }
}
