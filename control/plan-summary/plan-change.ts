import { z } from "zod";

/** What a run would do to one resource. */
export interface PlanChange {
  readonly op: "create" | "update" | "replace" | "delete";
  /** Store that the resource belongs to; absent for the cluster and its add-ons. */
  readonly store?: string;
  /** Last part of its type, such as `Namespace`, `Release` or `Disk`. */
  readonly kind: string;
  /** Name of the resource. */
  readonly name: string;
  /** What would differ, such as `values.images.medusa`. */
  readonly paths: readonly string[];
}

/** A plan as the engine tells it. */
export interface Plan {
  readonly changes: readonly PlanChange[];
  /** False when the engine stopped before it had looked at everything. */
  readonly complete: boolean;
}

const state = z.looseObject({ parent: z.string().default(""), custom: z.boolean().optional() });
const metadata = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: state.nullish(),
  new: state.nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});
const engineEvent = z.looseObject({
  resourcePreEvent: z.looseObject({ metadata }).optional(),
  summaryEvent: z.looseObject({ result: z.string().optional() }).optional(),
  cancelEvent: z.looseObject({}).optional(),
});
type Metadata = z.output<typeof metadata>;

/** A replacement's own create and delete are parts of one change. */
const ops: Readonly<Record<string, PlanChange["op"]>> = { create: "create", update: "update", replace: "replace", delete: "delete" };
const storeType = "storefleet:index:Store";

/** Type and name in `urn:pulumi:<stack>::<project>::<types>::<name>`. */
function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

function storeOf({ old: before, new: after }: Metadata): string | undefined {
  const parent = partsOf((after ?? before)?.parent ?? "");
  return parent.type === storeType ? parent.name : undefined;
}

function changeOf(step: Metadata): PlanChange[] {
  const op = ops[step.op];
  const { type, name } = partsOf(step.urn);
  // Components and providers are means: what they stand for is below them.
  const means = type.startsWith("pulumi:") || (step.new ?? step.old)?.custom !== true;
  if (op === undefined || means) return [];
  const store = storeOf(step);
  const paths = Object.keys(step.detailedDiff ?? {});
  return [
    {
      op,
      ...(store === undefined ? {} : { store }),
      kind: type.slice(type.lastIndexOf(":") + 1),
      name,
      paths: (paths.length > 0 ? paths : [...(step.diffs ?? [])]).sort(),
    },
  ];
}

/**
 * Reads the engine's events, as `onEvent` gives them and as `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json`
 * prints them.
 *
 * @throws when something is no event
 */
export function planOfEvents(events: readonly unknown[]): Plan {
  const parsed = events.map((event, index) => {
    const result = engineEvent.safeParse(event);
    if (result.success) return result.data;
    throw new Error(`event ${index + 1} is not one of the engine's: ${result.error.issues[0]?.path.join(".") ?? "event"}`);
  });
  const results = parsed.flatMap(({ summaryEvent }) => (summaryEvent === undefined ? [] : [summaryEvent.result ?? "succeeded"]));
  return {
    changes: parsed.flatMap(({ resourcePreEvent }) => (resourcePreEvent === undefined ? [] : changeOf(resourcePreEvent.metadata))),
    complete: results.length > 0 && results.every((result) => result === "succeeded"),
  };
}

/** Reads events from text with one per line; lines that are no JSON objects are the engine's remarks and left out. */
export function eventsOfText(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as unknown);
}

/** A change as `control/engine` reports it. */
export interface ReportedChange {
  readonly op: "create" | "update" | "replace" | "delete" | "same";
  readonly store?: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly properties: readonly { readonly path: string }[];
}

/** The plan of an operation that `control/engine` ran to its end. */
export function planOfChanges(changes: readonly ReportedChange[]): Plan {
  return {
    complete: true,
    changes: changes.flatMap(({ op, store, kind, name, properties }) =>
      op === "same"
        ? []
        : [{ op, ...(store === undefined ? {} : { store }), kind, name, paths: properties.map(({ path }) => path).sort() }],
    ),
  };
}
