import { loadStores } from "../../../../../stores/load.ts";
import { type StoreProblem, StoreProblems } from "../../../../../stores/problems.ts";
import type { Engine, StoreInput } from "../../../../../stores/schema.ts";
import { type SpecField, specFields } from "./spec-fields.ts";

/** What has been filled in so far: engine, plan, and the other fields by path as the inputs hold them. */
export interface Draft {
  readonly engine: Engine;
  readonly plan: string;
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** An untouched form. */
export const emptyDraft: Draft = {
  engine: "medusa",
  plan: "starter",
  values: {},
};

/** The store as a person would write it: fields that are empty or at their default are left out. */
export function draftInput(draft: Draft): StoreInput {
  const input: Record<string, unknown> = {
    engine: draft.engine,
    ...(draft.plan !== "starter" && { plan: draft.plan }),
  };
  for (const field of specFields(draft.engine)) {
    const value = typedValue(field, draft.values[field.path]);
    if (value === undefined || value === field.default) continue;
    const [parent, child] = field.path.split(".") as [string, string | undefined];
    if (child === undefined) input[parent] = value;
    else
      input[parent] = {
        ...(input[parent] as object | undefined),
        [child]: value,
      };
  }
  // The name first, as in stores.ts.
  const { name, ...others } = input;
  return { ...(name !== undefined && { name }), ...others } as StoreInput;
}

/** Everything that is wrong with a draft, in the API's own words: it is the same check. */
export function draftProblems(draft: Draft): readonly StoreProblem[] {
  try {
    loadStores([draftInput(draft)]);
    return [];
  } catch (error) {
    if (error instanceof StoreProblems) return error.problems;
    throw error;
  }
}

/** The same store as an entry of `stores/stores.ts`. */
export function storesSnippet(input: StoreInput): string {
  return `${literal(input, "")},`;
}

function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, item]) => `${inner}${key}: ${literal(item, inner)},`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

function typedValue(field: SpecField, value: string | boolean | undefined): unknown {
  if (value === undefined || typeof value === "boolean") return value;
  const trimmed = value.trim();
  if (trimmed === "") return undefined;
  // Not a number is left as it is, for the schema to say so.
  return field.kind === "number" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}
