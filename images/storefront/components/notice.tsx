import type { ReactNode } from "react";
import type { Outcome } from "../actions/outcome.ts";
import styles from "./notice.module.css";

/** What happened to a form. The element stays while empty, so that screen readers announce what appears in it. */
export function Notice({ outcome, children }: { readonly outcome: Outcome; readonly children?: ReactNode }) {
  const error = outcome.status === "error";
  return (
    <div role={error ? "alert" : "status"}>
      {outcome.status !== "idle" && (
        <p className={error ? styles.error : styles.done}>
          {outcome.message} {!error && children}
        </p>
      )}
    </div>
  );
}
