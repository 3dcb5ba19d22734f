import { clsx } from "clsx";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

/** How much a button asks for attention; `danger` destroys something. */
export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-ink text-canvas border-transparent hover:opacity-85 shadow-card",
  secondary: "bg-surface text-ink border-line hover:border-line-strong hover:bg-sunken dark:bg-raised",
  quiet: "bg-transparent text-muted border-transparent hover:text-ink hover:bg-sunken dark:hover:bg-raised",
  danger: "bg-bad text-canvas border-transparent hover:opacity-85",
};

const sizes = {
  small: "h-8 px-2.5 text-[0.8125rem] gap-1.5",
  medium: "h-9 px-3.5 gap-2",
  icon: "size-8 justify-center",
} as const;

/** Properties of {@link Button}. */
export interface ButtonProps extends ComponentProps<"button"> {
  /** @default "secondary" */
  readonly kind?: ButtonKind;
  /** @default "medium" */
  readonly size?: keyof typeof sizes;
  /** Renders the child (a link, say) with the button's look. @default false */
  readonly asChild?: boolean;
  /** Shows that the click is being carried out, and takes no other. @default false */
  readonly busy?: boolean;
}

/** A button, or with `asChild` a link that looks like one. */
export function Button({ kind = "secondary", size = "medium", asChild = false, busy = false, className, disabled, ...rest }: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild
        ? {}
        : {
            type: rest.type ?? "button",
            disabled: disabled === true || busy,
            "aria-busy": busy || undefined,
          })}
      {...rest}
      className={clsx(
        "inline-flex shrink-0 items-center rounded-lg border font-medium whitespace-nowrap transition-[background,border-color,opacity,color] select-none",
        "disabled:cursor-not-allowed disabled:opacity-50",
        kinds[kind],
        sizes[size],
        className,
      )}
    />
  );
}
