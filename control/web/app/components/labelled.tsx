import { type ReactNode, useId } from "react";

/** Properties of {@link Labelled}. */
export interface LabelledProps {
  readonly label: string;
  /** One line below, which is read out with the control. */
  readonly hint?: string | undefined;
  /** Draws the control with these two. */
  readonly children: (names: { readonly id: string; readonly "aria-describedby": string | undefined }) => ReactNode;
}

/** A control below its label. */
export function Labelled({ label, hint, children }: LabelledProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": hint === undefined ? undefined : hintId })}
      {hint !== undefined && (
        <p id={hintId} className="mt-1.5 text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
