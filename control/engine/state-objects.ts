import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackLayout } from "./stack-layout.ts";

/** A Kubernetes object as it was last applied. */
export interface AppliedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

interface Checkpoint {
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly StateResource[] } | null };
}
interface StateResource {
  readonly type: string;
  readonly custom?: boolean;
  readonly external?: boolean;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/**
 * The Kubernetes objects that a stack in the file backend has applied, without starting the engine: a few milliseconds instead of
 * seconds. Encrypted values stay encrypted, so a Secret comes without its data.
 */
export async function stateObjects({ backendDirectory, stack }: StackLayout): Promise<AppliedObject[]> {
  const file = join(backendDirectory, ".pulumi", "stacks", "storefleet", `${stack}.json`);
  try {
    const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as Checkpoint;
    return (checkpoint?.latest?.resources ?? []).flatMap(asObject);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function asObject({ type, custom, external, delete: going, inputs }: StateResource): AppliedObject[] {
  // What is only looked up, such as a storage class, is not the stack's.
  const own = custom === true && external !== true && going !== true && type.startsWith("kubernetes:");
  if (!own || inputs === undefined || typeof inputs.kind !== "string" || typeof inputs.apiVersion !== "string") return [];
  const { data: _, stringData: __, ...rest } = inputs;
  return [(inputs.kind === "Secret" ? rest : inputs) as unknown as AppliedObject];
}
