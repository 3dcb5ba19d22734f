import { Labelled } from "./labelled.tsx";
import { Select, type SelectProps } from "./select.tsx";

/** A selection list below its label. */
export function LabelledSelect({ label, hint, ...rest }: SelectProps & { readonly label: string; readonly hint?: string | undefined }) {
  return (
    <Labelled label={label} hint={hint}>
      {(names) => <Select {...rest} {...names} className="w-full" />}
    </Labelled>
  );
}
