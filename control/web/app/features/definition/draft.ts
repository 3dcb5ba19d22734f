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

/** The form of a store that is there, from its spec with every default filled in. */
export function draftOf(spec: Readonly<Record<string, unknown>>): Draft {
  const engine = spec.engine as Engine;
  const values = specFields(engine).flatMap((field): [string, string | boolean][] => {
    const value = field.path.split(".").reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), spec);
    if (value === undefined) return [];
    return [[field.path, typeof value === "boolean" ? value : String(value)]];
  });
  return { engine, plan: String(spec.plan), values: Object.fromEntries(values) };
}

/** One field that differs between two drafts; undefined: left at its default. */
export interface DraftChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What was edited, field by field. */
export function draftChanges(before: Draft, after: Draft): readonly DraftChange[] {
  const fields = specFields(before.engine).map((field) => ({
    path: field.path,
    before: givenValue(field, before),
    after: givenValue(field, after),
  }));
  return [{ path: "plan", before: before.plan, after: after.plan }, ...fields].filter((field) => field.before !== field.after);
}

/** The edits of one draft on top of another one: what was not edited is as the other says. */
export function rebased(before: Draft, after: Draft, onto: Draft): Draft {
  const values = { ...onto.values };
  let { plan } = onto;
  for (const { path } of draftChanges(before, after)) {
    if (path === "plan") plan = after.plan;
    else values[path] = after.values[path] ?? "";
  }
  return { ...onto, plan, values };
}

/** The same as a JSON merge patch (RFC 7396): null sets a field back to its default. */
export function draftPatch(before: Draft, after: Draft): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const { path, after: value } of draftChanges(before, after)) put(patch, path, value ?? null);
  return patch;
}

/** Merges a patch into a spec (RFC 7396), as the API does. */
export function patched(spec: object, patch: object): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...spec };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? patched(isObject(merged[key]) ? merged[key] : {}, value) : value;
  }
  return merged;
}

/** The store as a person would write it: fields that are empty or at their default are left out. */
export function draftInput(draft: Draft): StoreInput {
  const input: Record<string, unknown> = {
    engine: draft.engine,
    ...(draft.plan !== "starter" && { plan: draft.plan }),
  };
  for (const field of specFields(draft.engine)) {
    const value = givenValue(field, draft);
    if (value !== undefined) put(input, field.path, value);
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

/** What a draft says of a field; undefined where that is the default. */
function givenValue(field: SpecField, { values }: Draft): unknown {
  const value = typedValue(field, values[field.path]);
  return value === field.default ? undefined : value;
}

function put(target: Record<string, unknown>, path: string, value: unknown): void {
  const [parent, child] = path.split(".") as [string, string | undefined];
  target[parent] = child === undefined ? value : { ...(target[parent] as object | undefined), [child]: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typedValue(field: SpecField, value: string | boolean | undefined): unknown {
  if (value === undefined || typeof value === "boolean") return value;
  const trimmed = value.trim();
  if (trimmed === "") return undefined;
  // Not a number is left as it is, for the schema to say so.
  return field.kind === "number" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}
