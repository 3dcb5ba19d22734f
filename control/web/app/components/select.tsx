import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

/** Properties of {@link Select}. */
export interface SelectProps extends ComponentProps<"select"> {
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
  }[];
}

/** The browser's own selection list: complete for keyboards, screen readers and phones, which use their own wheel. */
export function Select({ options, className, ...rest }: SelectProps) {
  return (
    <span className={`relative inline-flex ${className ?? ""}`}>
      <select
        {...rest}
        className="h-9 w-full appearance-none rounded-lg border bg-surface pr-8 pl-3 hover:border-line-strong aria-invalid:border-bad dark:bg-raised"
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-muted" aria-hidden />
    </span>
  );
}
