import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** Which resource an event is about, in the words that a person knows. */
export interface ResourceIdentity {
  readonly store?: string;
  readonly kind: string;
  readonly name: string;
}

const storeType = "storefleet:index:Store";

/** Parts of a resource's address: `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** `kubernetes:core/v1:Namespace` → `Namespace`. */
export function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** Store that an address belongs to, seen from the resource itself or its parent. */
function storeOf(urn: string, parent: string | undefined): string | undefined {
  const own = partsOf(urn);
  if (own.type === storeType) return own.name;
  const above = parent === undefined ? undefined : partsOf(parent);
  return above?.type === storeType ? above.name : undefined;
}

/** Identity of the resource that a step of the engine is about. */
export function identify(metadata: Pick<StepEventMetadata, "urn" | "type" | "old" | "new">): ResourceIdentity {
  const state = metadata.new ?? metadata.old;
  const store = storeOf(metadata.urn, state?.parent);
  const inputs = (state?.inputs ?? {}) as { readonly metadata?: { readonly name?: unknown }; readonly name?: unknown };
  const object = inputs.metadata?.name ?? inputs.name;
  const name = typeof object === "string" ? object : partsOf(metadata.urn).name;
  return { ...(store === undefined ? {} : { store }), kind: kindOf(metadata.type), name };
}
