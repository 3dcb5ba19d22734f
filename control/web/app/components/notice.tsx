import { clsx } from "clsx";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const kinds = {
  bad: {
    icon: CircleAlert,
    look: "border-bad/30 bg-bad-soft text-bad",
    role: "alert",
  },
  warn: {
    icon: TriangleAlert,
    look: "border-warn/30 bg-warn-soft text-warn",
    role: "status",
  },
  info: {
    icon: Info,
    look: "border-busy/25 bg-busy-soft text-busy",
    role: "status",
  },
} as const;

/** Properties of {@link Notice}. */
export interface NoticeProps {
  readonly kind: keyof typeof kinds;
  readonly title: ReactNode;
  /** What to do about it, or details. @default - none */
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A message that belongs to the page, not to a moment. Failures are announced at once. */
export function Notice({ kind, title, children, className }: NoticeProps) {
  const { icon: Icon, look, role } = kinds[kind];
  return (
    <div role={role} className={clsx("flex gap-3 rounded-xl border px-4 py-3", look, className)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{title}</p>
        {children !== undefined && <div className="mt-0.5 text-[0.8125rem] break-words text-ink">{children}</div>}
      </div>
    </div>
  );
}
