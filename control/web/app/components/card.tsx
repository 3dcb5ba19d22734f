import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

/** A plain bordered surface. */
export function Card({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={clsx("rounded-xl border bg-surface shadow-card", className)} />;
}

/** Properties of {@link Panel}. */
export interface PanelProps {
  readonly title: string;
  /** One line below the title. @default - none */
  readonly hint?: ReactNode;
  /** Buttons at the title's end. @default - none */
  readonly actions?: ReactNode;
  /** What it holds; without anything it is its header alone. @default - nothing */
  readonly children?: ReactNode;
  /** Classes of the body. @default - padding on all sides */
  readonly bodyClass?: string;
  readonly className?: string;
}

/** A titled part of a page: a region that screen readers can jump to. */
export function Panel({ title, hint, actions, children, bodyClass = "p-5", className }: PanelProps) {
  const id = useId();
  const filled = children !== undefined && children !== null;
  return (
    <section aria-labelledby={id} className={clsx("min-w-0 rounded-xl border bg-surface shadow-card", className)}>
      <header className={clsx("flex items-center justify-between gap-4 px-5 py-3.5", filled && "border-b")}>
        <div className="min-w-0">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {hint !== undefined && <p className="text-[0.8125rem] text-muted">{hint}</p>}
        </div>
        {actions}
      </header>
      {filled && <div className={bodyClass}>{children}</div>}
    </section>
  );
}
