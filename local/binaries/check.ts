/** One thing that `storefleet doctor` looks at. */
export interface Check {
  /** Stable, for programs: `node`, `disk`, `network:go`, `binary:helm`, … */
  readonly id: string;
  readonly title: string;
  /** `missing` stops a start; `warning` may matter later or for some cluster providers only. */
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  /** What to do; "" exactly if the status is `ok`. */
  readonly remedy: string;
}

export function ok(id: string, title: string, detail: string): Check {
  return { id, title, status: "ok", detail, remedy: "" };
}

export function missing(id: string, title: string, detail: string, remedy: string): Check {
  return { id, title, status: "missing", detail, remedy };
}

export function warning(id: string, title: string, detail: string, remedy: string): Check {
  return { id, title, status: "warning", detail, remedy };
}
