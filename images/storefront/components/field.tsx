import styles from "./field.module.css";

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly autoComplete: string;
  readonly error?: string | undefined;
  /** @default "text" */
  readonly type?: "text" | "email" | "tel";
  /** Says so beside the label and lets the browser accept it empty. @default false */
  readonly optional?: string | false;
}

/** A labelled text field with its error. */
export function Field({ name, label, value, autoComplete, error, type = "text", optional = false }: FieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={name}>
        {label} {optional && <span className="muted">({optional})</span>}
      </label>
      <input
        id={name}
        name={name}
        type={type}
        defaultValue={value}
        autoComplete={autoComplete}
        required={!optional}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
      />
      {error && (
        <p className={styles.error} id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
