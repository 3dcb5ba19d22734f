import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Properties of {@link EmptyState}. */
export interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  /** What to do next. @default - nothing */
  readonly action?: ReactNode;
}

/** Says why nothing is here and what leads out of it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed px-6 py-16 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-xl border bg-surface text-muted shadow-card">
        <Icon className="size-5" aria-hidden />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-muted">{children}</div>
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  );
}
