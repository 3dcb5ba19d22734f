import { clsx } from "clsx";
import type { StoreStatus } from "../api/types.ts";
import { strings } from "../strings.ts";

/** What a status means to a reader, apart from its name. */
export type Tone = "good" | "busy" | "warn" | "bad" | "idle";

const tones: Record<StoreStatus, Tone> = {
  Queued: "idle",
  Provisioning: "busy",
  Verifying: "busy",
  Ready: "good",
  Updating: "busy",
  Suspended: "warn",
  Failed: "bad",
  Deleting: "warn",
  Deleted: "idle",
  Unavailable: "warn",
};

const looks: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  busy: "bg-busy-soft text-busy",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  idle: "bg-sunken text-muted dark:bg-raised",
};

/** Whether something is going on in a store, so that its page moves. */
export function isMoving(status: StoreStatus): boolean {
  return tones[status] === "busy" || status === "Deleting" || status === "Queued";
}

/** A store's status as a word with a dot; the dot beats while something is going on. */
export function StatusBadge({ status }: { readonly status: StoreStatus }) {
  return (
    <Pill tone={tones[status]} beating={isMoving(status) && status !== "Queued"}>
      {strings.statuses[status]}
    </Pill>
  );
}

/** Properties of {@link Pill}. */
export interface PillProps {
  readonly tone: Tone;
  /** @default false */
  readonly beating?: boolean;
  readonly children: string;
}

/** A word in its colour. */
export function Pill({ tone, beating = false, children }: PillProps) {
  return (
    <span className={clsx("inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap", looks[tone])}>
      <span className={clsx("size-1.5 rounded-full bg-current", beating && "motion-safe:animate-beat")} aria-hidden />
      {children}
    </span>
  );
}
