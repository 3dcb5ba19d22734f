import { type ComponentProps, useId } from "react";
import { TextInput } from "./text-input.tsx";

/** A one-line text field below its label. */
export function LabelledInput({ label, ...rest }: ComponentProps<"input"> & { readonly label: string }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <TextInput {...rest} id={id} />
    </div>
  );
}
