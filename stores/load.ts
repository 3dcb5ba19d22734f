import type { z } from "zod";
import { type StoreProblem, StoreProblems } from "./problems.ts";
import { engines, type StoreInput, type StoreSpec, storeSpecSchema } from "./schema.ts";
import { smtpSchema } from "./smtp.ts";
import { suggest } from "./suggest.ts";

/** Types the declared fleet in `stores.ts`; the check itself happens in {@link loadStores}. */
export function defineStores(stores: readonly StoreInput[]): readonly StoreInput[] {
  return stores;
}

/**
 * Checks a declared fleet as a whole.
 *
 * @returns every store with its defaults filled in, in the order declared
 * @throws {StoreProblems} with every problem of every store at once
 */
export function loadStores(declared: unknown): StoreSpec[] {
  if (!Array.isArray(declared)) {
    throw new StoreProblems([
      {
        store: "stores",
        field: "export",
        message: "must be an array of stores",
        got: typeof declared,
        fix: "export default defineStores([…])",
      },
    ]);
  }
  const problems: StoreProblem[] = [];
  const stores: StoreSpec[] = [];
  declared.forEach((input: unknown, index) => {
    const parsed = storeSpecSchema.safeParse(input);
    if (parsed.success) stores.push(parsed.data);
    else problems.push(...parsed.error.issues.flatMap((issue) => describe(label(input, index), input, issue)));
  });
  problems.push(...duplicates(declared));
  if (problems.length > 0) throw new StoreProblems(problems);
  return stores;
}

/** The stores that an environment runs, in the order declared. */
export function storesFor(stores: readonly StoreSpec[], environment: string): StoreSpec[] {
  return stores.filter((store) => store.environments.includes(environment));
}

function label(input: unknown, index: number): string {
  const name = valueAt(input, ["name"]);
  return typeof name === "string" && name !== "" ? name : `#${index + 1}`;
}

function describe(store: string, input: unknown, issue: z.core.$ZodIssue): StoreProblem[] {
  const field = issue.path.join(".") || "store";
  const got = valueAt(input, issue.path);
  const shown = got === undefined ? {} : { got: JSON.stringify(got) };
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(input, issue.path);
    return issue.keys.map((key) => {
      const near = suggest(key, known);
      return {
        store,
        field: [...issue.path, key].join("."),
        message: "is not a known field",
        got: JSON.stringify(valueAt(input, [...issue.path, key])),
        allowed: known.join(", "),
        fix: near === undefined ? "remove it" : `did you mean ${near}?`,
      };
    });
  }
  if (issue.code === "invalid_union") {
    const near = typeof got === "string" ? suggest(got, engines) : undefined;
    return [
      {
        store,
        field,
        message: "must name an engine",
        ...shown,
        allowed: engines.join(", "),
        ...(near ? { fix: `did you mean ${near}?` } : {}),
      },
    ];
  }
  if (issue.code === "invalid_value") {
    return [{ store, field, message: "has an unknown value", ...shown, allowed: issue.values.join(", ") }];
  }
  if (issue.code === "invalid_type" && got === undefined) {
    return [{ store, field, message: "is missing", allowed: `a ${issue.expected}` }];
  }
  const params = issue.code === "custom" ? (issue.params ?? {}) : {};
  return [{ store, field, message: issue.message, ...shown, ...pick(params, "allowed"), ...pick(params, "fix") }];
}

function pick<K extends string>(params: Record<string, unknown>, key: K): { [P in K]?: string } {
  const value = params[key];
  return (typeof value === "string" ? { [key]: value } : {}) as { [P in K]?: string };
}

/** Keys of the object that an issue's path leads to, taken from the schema itself. */
function knownKeys(input: unknown, path: readonly PropertyKey[]): string[] {
  const engine = valueAt(input, ["engine"]);
  const option = storeSpecSchema.def.options.find((candidate) => candidate.shape.engine.value === engine);
  if (option === undefined) return [];
  if (path.length === 0) return Object.keys(option.shape);
  if (path[0] === "storage") return Object.keys(option.shape.storage.unwrap().shape);
  return path[0] === "smtp" ? Object.keys(smtpSchema.shape) : [];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    input,
  );
}

/** A name used twice, or a host that two stores claim. */
function duplicates(declared: readonly unknown[]): StoreProblem[] {
  const problems: StoreProblem[] = [];
  const owners = new Map<string, string>();
  const claim = (key: string, store: string, field: string, value: string) => {
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, store);
    else problems.push({ store, field, message: `is already used by ${owner}`, got: JSON.stringify(value), fix: "choose another" });
  };
  declared.forEach((input, index) => {
    const name = valueAt(input, ["name"]);
    if (typeof name === "string") claim(`name:${name}`, `${name} (#${index + 1})`, "name", name);
    const domains = valueAt(input, ["domains"]);
    if (Array.isArray(domains))
      for (const domain of domains) claim(`host:${String(domain)}`, label(input, index), "domains", String(domain));
  });
  return problems;
}
