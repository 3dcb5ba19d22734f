import type { ReactNode } from "react";

/** How the marks of a chart's axes are written. */
export const tick = { fill: "var(--muted)", fontSize: 12 };

/** Properties of {@link ChartTip}. */
export interface ChartTipProps {
  /** @default - nothing is read out */
  readonly role?: "status";
  readonly title: string;
  readonly children: ReactNode;
}

/** What a chart says of the point that is looked at. */
export function ChartTip({ role, title, children }: ChartTipProps) {
  return (
    <div role={role} className="rounded-lg border bg-raised px-3 py-2 text-xs shadow-card">
      <p className="font-medium tabular-nums">{title}</p>
      <p className="text-muted">{children}</p>
    </div>
  );
}
