import type { ComponentProps } from "react";
import { Labelled } from "./labelled.tsx";
import { TextInput } from "./text-input.tsx";

/** A one-line text field below its label. */
export function LabelledInput({ label, ...rest }: ComponentProps<"input"> & { readonly label: string }) {
  return <Labelled label={label}>{({ id }) => <TextInput {...rest} id={id} />}</Labelled>;
}
