import type { FieldProblem } from "../../api/failure.ts";
import type { Draft } from "./draft.ts";
import { SpecFieldInput } from "./spec-field-input.tsx";
import type { SpecField } from "./spec-fields.ts";

/** Properties of {@link SpecFieldList}. */
export interface SpecFieldListProps {
  readonly fields: readonly SpecField[];
  readonly values: Draft["values"];
  readonly problems: readonly FieldProblem[];
  /** Fields whose problems are shown: a person is not told what they have not come to. */
  readonly touched: ReadonlySet<string>;
  readonly onChange: (values: Draft["values"]) => void;
  readonly onLeave: (path: string) => void;
}

/** Inputs for fields of a store's definition. */
export function SpecFieldList({ fields, values, problems, touched, onChange, onLeave }: SpecFieldListProps) {
  return fields.map((field) => (
    <SpecFieldInput
      key={field.path}
      field={field}
      value={values[field.path]}
      problem={touched.has(field.path) ? problems.find((problem) => problem.field === field.path) : undefined}
      onChange={(value) => onChange({ ...values, [field.path]: value })}
      onLeave={() => onLeave(field.path)}
    />
  ));
}
