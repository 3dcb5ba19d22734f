import type { ReactNode } from "react";
import { useEffect } from "react";
import { strings } from "../strings.ts";

/** Properties of {@link PageTitle}. */
export interface PageTitleProps {
  readonly title: string;
  /** @default - none */
  readonly hint?: ReactNode;
  /** @default - none */
  readonly actions?: ReactNode;
}

/** A page's heading, which is also the window's title. */
export function PageTitle({ title, hint, actions }: PageTitleProps) {
  useDocumentTitle(title);
  return (
    <div className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        {hint !== undefined && <div className="mt-0.5 text-muted">{hint}</div>}
      </div>
      {actions}
    </div>
  );
}

/** Names the window after the page. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${strings.product}`;
  }, [title]);
}
