/** One field in which the live object is not what was applied. */
export interface Difference {
  /** Such as `spec.template.spec.containers[name=server].image`. */
  readonly path: string;
  readonly wanted: unknown;
  /** Undefined where the field is gone. */
  readonly found: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields of `wanted` that `found` has otherwise. What the API server adds by default is no difference; an extra element of a list is,
 * because a list is replaced as a whole.
 */
export function differences(wanted: unknown, found: unknown, path = ""): Difference[] {
  if (isAbsent(wanted) && isAbsent(found)) return [];
  if (Array.isArray(wanted) && Array.isArray(found)) return ofLists(wanted, found, path);
  if (isFields(wanted) && isFields(found)) {
    return Object.entries(wanted).flatMap(([key, value]) => differences(value, found[key], path === "" ? key : `${path}.${key}`));
  }
  return sameValue(wanted, found) ? [] : [{ path, wanted, found }];
}

function ofLists(wanted: readonly unknown[], found: readonly unknown[], path: string): Difference[] {
  const key = keyOf(wanted, found);
  if (key === undefined) {
    if (wanted.length !== found.length) return [{ path, wanted, found }];
    return wanted.flatMap((item, index) => differences(item, found[index], `${path}[${index}]`));
  }
  const named = (list: readonly unknown[]) => new Map(list.map((item) => [String((item as Fields)[key]), item]));
  const [before, now] = [named(wanted), named(found)];
  const extra = [...now].filter(([name]) => !before.has(name));
  return [
    ...[...before].flatMap(([name, item]) => differences(item, now.get(name), `${path}[${key}=${name}]`)),
    ...extra.map(([name, item]) => ({ path: `${path}[${key}=${name}]`, wanted: undefined, found: item })),
  ];
}

/** Lists of named things are compared by name: the API server may return them in another order. */
function keyOf(...lists: readonly (readonly unknown[])[]): string | undefined {
  const all = lists.flat();
  return ["name", "mountPath"].find((key) => all.length > 0 && all.every((item) => isFields(item) && typeof item[key] === "string"));
}

/** What `omitempty` leaves out. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameValue(wanted: unknown, found: unknown): boolean {
  if (wanted === found) return true;
  const [a, b] = [quantity(wanted), quantity(found)];
  return a !== undefined && a === b;
}

const factors: Readonly<Record<string, number>> = {
  m: 0.001,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `1000m` and `1` are one quantity, and the API server may store either. */
function quantity(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi|Ti)?$/.exec(String(value));
  const factor = factors[match?.[2] ?? ""];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
