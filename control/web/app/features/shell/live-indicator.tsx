import { clsx } from "clsx";
import { useLive } from "../../api/live.tsx";
import { strings } from "../../strings.ts";

/** Says whether what is shown is the present. */
export function LiveIndicator() {
  const live = useLive();
  return (
    <span
      role="status"
      title={live ? strings.live.openHint : strings.live.connectingHint}
      className={clsx("flex items-center gap-1.5 text-xs whitespace-nowrap", live ? "text-muted" : "font-medium text-warn")}
    >
      <span className={clsx("size-1.5 rounded-full", live ? "bg-good" : "motion-safe:animate-beat bg-warn")} aria-hidden />
      <span className={clsx(live && "sr-only sm:not-sr-only")}>{live ? strings.live.open : strings.live.connecting}</span>
    </span>
  );
}
