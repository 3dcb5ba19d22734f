import { Switch } from "radix-ui";
import { useId } from "react";
import type { FieldProblem } from "../../api/failure.ts";
import { Select } from "../../components/select.tsx";
import { TextInput } from "../../components/text-input.tsx";
import { strings } from "../../strings.ts";
import { knownValues } from "./known-values.ts";
import type { SpecField } from "./spec-fields.ts";

/** Properties of {@link SpecFieldInput}. */
export interface SpecFieldInputProps {
  readonly field: SpecField;
  readonly value: string | boolean | undefined;
  readonly problem: FieldProblem | undefined;
  readonly onChange: (value: string | boolean) => void;
  /** Told when the field is left: from then on its problem may be shown. */
  readonly onLeave: () => void;
}

/** One field of a store with its label, the schema's description, and what is wrong with it. */
export function SpecFieldInput({ field, value, problem, onChange, onLeave }: SpecFieldInputProps) {
  const hintId = useId();
  const problemId = useId();
  const id = `field-${field.path}`;
  const label = strings.create.labels[field.path] ?? field.path;
  const common = {
    id,
    "aria-describedby": problem === undefined ? hintId : `${problemId} ${hintId}`,
    "aria-invalid": problem !== undefined || undefined,
    "aria-required": field.required || undefined,
    onBlur: onLeave,
  };
  const options = knownValues(field);
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {!field.required && <span className="text-xs text-faint">{strings.create.optional}</span>}
      </div>
      {field.kind === "switch" ? (
        <Switch.Root
          id={id}
          aria-describedby={hintId}
          onBlur={onLeave}
          checked={value === true}
          onCheckedChange={onChange}
          className="h-6 w-10 rounded-full border bg-sunken p-0.5 transition-colors data-[state=checked]:border-transparent data-[state=checked]:bg-good"
        >
          <Switch.Thumb className="block size-4.5 rounded-full border border-line-strong bg-surface shadow-sm transition-transform data-[state=checked]:translate-x-4" />
        </Switch.Root>
      ) : options === undefined ? (
        <TextInput
          {...common}
          type={field.kind === "email" ? "email" : "text"}
          inputMode={field.kind === "number" ? "numeric" : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={field.default === undefined ? (strings.create.placeholders[field.path] ?? "") : String(field.default)}
          value={typeof value === "string" ? value : ""}
          onChange={({ target }) => onChange(target.value)}
        />
      ) : (
        <Select
          {...common}
          className="w-full"
          value={typeof value === "string" && value !== "" ? value : String(field.default ?? "")}
          onChange={({ target }) => onChange(target.value)}
          options={options}
        />
      )}
      {problem !== undefined && (
        <p id={problemId} className="mt-1.5 text-[0.8125rem] text-bad">
          {sentence(problem)}
        </p>
      )}
      <p id={hintId} className="mt-1.5 text-[0.8125rem] text-muted">
        {field.description.replaceAll("`", "")}
      </p>
    </div>
  );
}

function sentence({ message, allowed, fix }: FieldProblem): string {
  const parts = [message, ...(allowed === undefined ? [] : [`allowed: ${allowed}`]), ...(fix === undefined ? [] : [fix])];
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
