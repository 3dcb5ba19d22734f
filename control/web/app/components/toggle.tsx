import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

/** One of a few choices. */
export interface ToggleOption<Value extends string> {
  readonly value: Value;
  /** What is read out; also what is drawn, unless there is an icon. */
  readonly label: string;
  readonly icon?: ReactNode;
}

/** Properties of {@link Toggle}. */
export interface ToggleProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly ToggleOption<Value>[];
  readonly onChange: (value: Value) => void;
  /** Its height. */
  readonly className: string;
}

const look = "rounded-md text-muted data-[state=on]:bg-sunken data-[state=on]:text-ink dark:data-[state=on]:bg-canvas";

/** A few choices side by side, of which one is on. */
export function Toggle<Value extends string>({ label, value, options, onChange, className }: ToggleProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      // Empty when the one that is on was chosen again.
      onValueChange={(chosen) => chosen !== "" && onChange(chosen as Value)}
      className={`flex shrink-0 items-center gap-0.5 rounded-lg border bg-surface px-0.75 dark:bg-raised ${className}`}
    >
      {options.map((option) =>
        option.icon === undefined ? (
          <ToggleGroup.Item key={option.value} value={option.value} className={`${look} h-6 px-2 text-[0.8125rem] tabular-nums`}>
            {option.label}
          </ToggleGroup.Item>
        ) : (
          <ToggleGroup.Item
            key={option.value}
            value={option.value}
            aria-label={option.label}
            title={option.label}
            className={`${look} grid size-7 place-items-center`}
          >
            {option.icon}
          </ToggleGroup.Item>
        ),
      )}
    </ToggleGroup.Root>
  );
}
