/** Somebody who changed fields of an object, as the API server noted it. */
export interface FieldOwner {
  /** Name of the program, such as `kubectl-edit`. */
  readonly manager: string;
  /** ISO 8601. */
  readonly at: string | undefined;
  /** Paths in the form of `compare.ts`. */
  readonly paths: readonly string[];
}

/** An entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly time?: string | Date;
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}

/** Programs that change our objects as part of their work: we ourselves, Helm inside the engine, and the cluster's own controllers. */
const expected = /^(storefleet|pulumi|helm|kube-|kubelet|k3s|traefik|cert-manager|local-path|node$|metrics-server)/i;

/** Owners of an object's fields that have no business there. */
export function foreignOwners(entries: readonly ManagedFieldsEntry[]): FieldOwner[] {
  return entries
    .filter(({ manager = "", subresource }) => subresource !== "status" && !expected.test(manager))
    .map(({ manager = "unknown", time, fieldsV1 }) => ({
      manager,
      at: time === undefined ? undefined : new Date(time).toISOString(),
      paths: pathsOf(fieldsV1),
    }));
}

/** Who last changed a field: the foreign owner of it, of something in it, or of what it is in. */
export function ownerOf(path: string, owners: readonly FieldOwner[]): FieldOwner | undefined {
  const wanted = plain(path);
  const related = (owned: string) =>
    owned === wanted || owned.startsWith(`${wanted}.`) || wanted.startsWith(`${owned}.`) || wanted.startsWith(`${owned}[`);
  return owners
    .filter(({ paths }) => paths.some((owned) => related(plain(owned))))
    .sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""))[0];
}

/** Leaves of a `fieldsV1` tree. */
export function pathsOf(fields: unknown, path = ""): string[] {
  if (typeof fields !== "object" || fields === null) return [];
  const children = Object.entries(fields).filter(([key]) => key !== ".");
  if (children.length === 0) return path === "" ? [] : [path];
  return children.flatMap(([key, below]) => pathsOf(below, joined(path, key)));
}

/** `f:` names a field, `k:` an element by its keys, `v:` one by its value. */
function joined(path: string, key: string): string {
  if (key.startsWith("f:")) return path === "" ? key.slice(2) : `${path}.${key.slice(2)}`;
  if (key.startsWith("k:")) {
    const keys = Object.entries(JSON.parse(key.slice(2)) as Record<string, unknown>);
    return `${path}[${keys.map(([name, value]) => `${name}=${value}`).join(",")}]`;
  }
  return `${path}[${key.slice(2)}]`;
}

/** A list may be keyed in one notation and numbered in the other. */
function plain(path: string): string {
  return path.replace(/\[(?!name=)[^\]]*\]/g, "[]");
}
