import { clsx } from "clsx";

/** Properties of {@link Meter}. */
export interface MeterProps {
  /** What is measured, for screen readers. */
  readonly label: string;
  readonly used: number;
  readonly total: number;
  /** How it reads in words. */
  readonly text: string;
  readonly className?: string;
}

/** How much of a whole is used; nearly everything is a warning. */
export function Meter({ label, used, total, text, className }: MeterProps) {
  const share = total === 0 ? 1 : used / total;
  return (
    <div className={className}>
      <meter className="sr-only" aria-label={label} aria-valuetext={text} value={used} min={0} max={Math.max(total, used)} />
      <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken dark:bg-raised">
        <div
          className={clsx("h-full rounded-full", share > 0.9 ? "bg-bad" : share > 0.75 ? "bg-warn" : "bg-good")}
          style={{ width: `${Math.min(100 * share, 100)}%` }}
        />
      </div>
    </div>
  );
}
