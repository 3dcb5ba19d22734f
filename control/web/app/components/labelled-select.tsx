import { useId } from "react";
import { Select, type SelectProps } from "./select.tsx";

/** A selection list below its label. */
export function LabelledSelect({ label, hint, ...rest }: SelectProps & { readonly label: string; readonly hint?: string | undefined }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <Select {...rest} id={id} className="w-full" aria-describedby={hint === undefined ? undefined : `${id}-hint`} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
