/** Requests that a policy judges. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
}

/** What must be true, and what is said when it is not. */
export interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** A policy of the API server. */
export interface Policy {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Whose requests it judges. @default - everybody's */
  readonly when?: string;
  /** @default - only in the namespaces of stores */
  readonly everywhere?: boolean;
  readonly validations: readonly Validation[];
}

/** Label that every store's namespace has, and no other. */
export const storeLabel = "storefleet.dev/store";

/** A CEL string. Only names, domains and references go in, which need no escape; anything else is refused. */
export function text(value: string): string {
  if (!/^[\w.:/@-]+$/.test(value)) throw new Error(`${JSON.stringify(value)} cannot be part of an admission policy`);
  return `'${value}'`;
}

/** A CEL list of strings. */
export const list = (values: readonly string[]) => `[${values.map(text).join(", ")}]`;
/** Expression of a label's value; empty when the object has none. */
export const label = (object: string, key: string) =>
  `(has(${object}.metadata.labels) && ${text(key)} in ${object}.metadata.labels ? ${object}.metadata.labels[${text(key)}] : '')`;
/** Expression that is true for what the control plane made. */
export const ofControlPlane = (object: string) => `${label(object, "storefleet.dev/managed-by")} == 'control-plane'`;
