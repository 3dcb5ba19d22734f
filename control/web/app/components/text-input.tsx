import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A one-line text field. */
export function TextInput({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...rest}
      className={clsx(
        "h-9 w-full rounded-lg border bg-surface px-3 placeholder:text-faint hover:border-line-strong aria-invalid:border-bad dark:bg-raised",
        className,
      )}
    />
  );
}
