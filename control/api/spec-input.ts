import { loadStores } from "../../stores/load.ts";
import { StoreProblems } from "../../stores/problems.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import { ApiProblem } from "./problems.ts";

/** What a caller may leave out of a spec, because it follows from who asks where. */
export interface SpecDefaults {
  readonly owner: string;
  readonly environment: string;
}

/** Fills in the owner and the environment; anything that is no object stays as it is and is refused by the check. */
export function withDefaults(input: unknown, { owner, environment }: SpecDefaults): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  return { owner, environments: [environment], ...input };
}

/**
 * Checks one store.
 *
 * @throws {ApiProblem} `invalid-store` with every problem at once, in the same words as for a declared store
 */
export function checkedSpec(input: unknown): StoreSpec {
  try {
    const [spec] = loadStores([input]);
    if (spec === undefined) throw new Error("one store was checked and none came back");
    return spec;
  } catch (error) {
    if (!(error instanceof StoreProblems)) throw error;
    const count = error.problems.length;
    throw new ApiProblem("invalid-store", `The store has ${count} problem${count === 1 ? "" : "s"}; nothing was changed.`, {
      problems: error.problems,
    });
  }
}

/** A JSON merge patch (RFC 7396): null removes, objects merge, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else
      Object.defineProperty(merged, key, { value: mergePatch(merged[key], value), enumerable: true, configurable: true, writable: true });
  }
  return merged;
}

/** What differs between two values, by path; in the order of the keys. */
export function differences(before: unknown, after: unknown, path = ""): { path: string; before?: unknown; after?: unknown }[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
