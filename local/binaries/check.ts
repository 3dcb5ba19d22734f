/** One thing that `storefleet doctor` looks at. */
export interface Check {
  /** Stable, for programs: `node`, `disk`, `network:go`, `binary:helm`, … */
  readonly id: string;
  readonly title: string;
  /** `missing` stops a start; `warning` may matter later or for some cluster providers only. */
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  /** What to do; "" if nothing is needed. */
  readonly remedy: string;
}

export function check(id: string, title: string, status: Check["status"], detail: string, remedy = ""): Check {
  return { id, title, status, detail, remedy };
}
