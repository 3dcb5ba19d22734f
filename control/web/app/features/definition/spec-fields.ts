import { z } from "zod";
import { type Engine, storeSpecSchema } from "../../../../../stores/schema.ts";

/** How a field is edited. */
export type FieldKind = "text" | "email" | "choice" | "number" | "switch";

/** One field of the form, derived from the store's JSON Schema. */
export interface SpecField {
  /** Path inside the spec, such as `storage.database`. */
  readonly path: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** The schema's own description. */
  readonly description: string;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * Fields that a self-service store does not choose: the engine and plan have their cards, the owner is who is signed in, the
 * environment is the control plane's, and the others accept nothing but their default yet (`notYet` in the schema).
 */
export const fieldsOutsideTheForm: readonly string[] = ["engine", "plan", "owner", "environments", "domains", "backup", "suspended"];

/** Fields that everybody fills in; all others are advanced. */
export const basicFields: readonly string[] = ["name", "title", "adminEmail", "currency", "country"];

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

/** The store's JSON Schema as a person writes it: fields with a default may be left out. */
function inputSchema(): JsonSchema {
  return z.toJSONSchema(storeSpecSchema, {
    io: "input",
    unrepresentable: "any",
  }) as JsonSchema;
}

/** The fields of an engine's stores in the schema's order, nested ones flattened. */
export function specFields(engine: Engine): readonly SpecField[] {
  const schema = inputSchema();
  const options = schema.oneOf ?? schema.anyOf ?? [];
  const option = options.find(({ properties }) => properties?.engine?.const === engine);
  if (option === undefined) throw new Error(`the store schema has no engine ${engine}`);
  return flatten(option, "").filter(({ path }) => !fieldsOutsideTheForm.includes(path.split(".")[0] ?? ""));
}

function flatten(schema: JsonSchema, prefix: string): SpecField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const path = `${prefix}${key}`;
    if (property.type === "object") return flatten(property, `${path}.`);
    return [describe(path, property, schema.required?.includes(key) === true)];
  });
}

function describe(path: string, property: JsonSchema, required: boolean): SpecField {
  return {
    path,
    kind: kindOf(property),
    required,
    description: property.description ?? "",
    ...(property.default !== undefined && { default: property.default }),
    ...(property.enum !== undefined && { choices: property.enum }),
    ...(property.minimum !== undefined && { min: property.minimum }),
    ...(property.maximum !== undefined && property.maximum < Number.MAX_SAFE_INTEGER && { max: property.maximum }),
  };
}

function kindOf(property: JsonSchema): FieldKind {
  if (property.enum !== undefined) return "choice";
  if (property.type === "boolean") return "switch";
  if (property.type === "integer" || property.type === "number") return "number";
  return property.format === "email" ? "email" : "text";
}
