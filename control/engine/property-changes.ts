import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { PropertyChange } from "./messages.ts";

/** Longest value that a diff shows; the rest of a long text or list helps nobody. */
const longestValue = 300;
const masked = "[secret]";

/**
 * What changes inside a resource, from the engine's detailed diff. The engine has already put `[secret]` in the place of
 * secrets; a Secret's data is masked whatever it says.
 */
export function propertyChanges(metadata: Pick<StepEventMetadata, "type" | "detailedDiff" | "old" | "new" | "diffs">): PropertyChange[] {
  const detailed = Object.entries(metadata.detailedDiff ?? {});
  return detailed
    .map(([path, { diffKind, inputDiff }]) => {
      const keys = pathKeys(path);
      const before = inputDiff ? metadata.old?.inputs : metadata.old?.outputs;
      const change = diffKind.startsWith("add") ? "add" : diffKind.startsWith("delete") ? "delete" : "update";
      const hidden = metadata.type === "kubernetes:core/v1:Secret" && /^(data|stringData)$/.test(String(keys[0]));
      return {
        path,
        change: change as PropertyChange["change"],
        replaces: diffKind.endsWith("replace"),
        ...(change === "add" ? {} : { old: hidden ? masked : shown(valueAt(before, keys)) }),
        ...(change === "delete" ? {} : { new: hidden ? masked : shown(valueAt(metadata.new?.inputs, keys)) }),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Keys of a property path: `spec.rules[0].host` and `metadata.annotations["a.b/c"]`. */
export function pathKeys(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const [, quoted, index, plain] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)) {
    if (quoted !== undefined) keys.push(JSON.parse(`"${quoted}"`) as string);
    else if (index !== undefined) keys.push(Number(index));
    else if (plain !== undefined) keys.push(plain);
  }
  return keys;
}

function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? (found as Record<string | number, unknown>)[key] : undefined),
    value,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? "(unknown until applied)" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
