import { namespaceName } from "../../../constructs/names.ts";
import type { ClusterClient } from "../../cluster/client.ts";
import { releaseObjects } from "../../cluster/release-manifest.ts";
import type { StackLayout } from "../../engine/stack-layout.ts";
import { type AppliedObject, stateObjects } from "../../engine/state-objects.ts";
import { classify, type DriftClass } from "./classify.ts";
import { type Difference, differences } from "./compare.ts";
import type { LiveObject, ObjectAccess } from "./live-objects.ts";
import { foreignOwners, ownerOf } from "./managed-fields.ts";

/** One change by hand. */
export interface Drift {
  readonly kind: string;
  readonly name: string;
  /** Empty when the whole object is missing or should not be there. */
  readonly path: string;
  readonly class: DriftClass;
  /** JSON of the value before and after; absent where there is none. */
  readonly wanted?: string;
  readonly found?: string;
  /** Program that changed it, where the API server knows. */
  readonly by?: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** What a store was told to be, in two parts: what the engine applied, and what its release rendered. */
export interface AppliedStore {
  readonly guardrails: readonly AppliedObject[];
  readonly release: readonly AppliedObject[];
}

/** Kinds of which an extra object in a store's namespace widens what is allowed. */
const widening = [
  ["networking.k8s.io/v1", "NetworkPolicy"],
  ["rbac.authorization.k8s.io/v1", "RoleBinding"],
] as const;

/** Reads what was applied, from the state file and from Helm's record: no engine is started. */
export async function appliedStore(cluster: ClusterClient, layout: StackLayout, store: string): Promise<AppliedStore> {
  const [guardrails, release] = await Promise.all([stateObjects(layout), releaseObjects(cluster, store)]);
  return { guardrails, release };
}

/** Compares a store with the cluster. */
export async function detectDrift(objects: ObjectAccess, applied: AppliedStore, store: string): Promise<Drift[]> {
  const wanted = [...applied.guardrails, ...applied.release];
  if (wanted.length === 0) return [];
  const found = await Promise.all(wanted.map(async (object) => driftOf(object, await objects.read(object))));
  const extra = await Promise.all(widening.map(([apiVersion, kind]) => unwanted(objects, wanted, apiVersion, kind, namespaceName(store))));
  return [...found.flat(), ...extra.flat().map(asExtra)];
}

/** Objects that nobody declared and that widen what a store may do. */
export async function unwantedObjects(objects: ObjectAccess, applied: AppliedStore, store: string): Promise<LiveObject[]> {
  const wanted = [...applied.guardrails, ...applied.release];
  const found = await Promise.all(widening.map(([apiVersion, kind]) => unwanted(objects, wanted, apiVersion, kind, namespaceName(store))));
  return found.flat();
}

/** Every change of one object. */
export function driftOf(object: AppliedObject, live: LiveObject | undefined): Drift[] {
  const { kind } = object;
  const { name } = object.metadata;
  // A finished Job goes by itself after a day, and its object says nothing about the store.
  if (kind === "Job") return [];
  if (live === undefined) return [{ kind, name, path: "", class: classify({ kind, path: "" }), wanted: "present" }];
  const owners = foreignOwners(live.metadata.managedFields ?? []);
  const changed = compared(object, live);
  const paths = new Set(changed.map(({ path }) => path));
  // Fields that we never set have no wanted value: only their owner tells that they are there.
  const added = owners.flatMap((owner) =>
    owner.paths
      .filter(
        (path) =>
          !path.startsWith("status") && ![...paths].some((known) => path.startsWith(known) || ownerOf(known, [owner]) !== undefined),
      )
      .filter((path) => !isSet(object, path))
      .map((path) => ({ path, owner })),
  );
  return [
    ...changed.map(({ path, wanted, found }) => {
      const owner = ownerOf(path, owners);
      return { ...described(kind, name, path), ...shown("wanted", wanted), ...shown("found", found), ...by(owner) };
    }),
    ...added.map(({ path, owner }) => ({ ...described(kind, name, path), ...by(owner) })),
  ];
}

function compared(object: AppliedObject, live: LiveObject): Difference[] {
  const { metadata, apiVersion: _, kind: __, status: ___, ...fields } = object;
  const { labels, annotations } = metadata;
  return differences({ metadata: { labels, annotations: withoutEngineNotes(annotations) }, ...fields }, live);
}

/** Notes to the engine itself. */
function withoutEngineNotes(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !key.startsWith("pulumi.com/")));
}

/** Whether a path names something that was applied: then the comparison has judged it already. */
function isSet(object: AppliedObject, path: string): boolean {
  let current: unknown = object;
  for (const part of path.match(/[^.[\]]+(?:\.[^.[\]]+\/[^.[\]]+)?|\[[^\]]*\]/g) ?? []) {
    if (part.startsWith("[")) {
      const name = /^\[name=([^\],]*)/.exec(part)?.[1];
      current = Array.isArray(current) ? (name === undefined ? current[0] : current.find((item) => item?.name === name)) : undefined;
    } else current = (current as Record<string, unknown> | undefined)?.[part];
    if (current === undefined) return false;
  }
  return true;
}

async function unwanted(
  objects: ObjectAccess,
  wanted: readonly AppliedObject[],
  apiVersion: string,
  kind: string,
  namespace: string,
): Promise<LiveObject[]> {
  const known = new Set(wanted.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name));
  const live = await objects.list(apiVersion, kind, namespace);
  return live.filter(({ metadata }) => !known.has(metadata.name) && metadata.deletionTimestamp === undefined);
}

function asExtra({ kind, metadata }: LiveObject): Drift {
  const [owner] = foreignOwners(metadata.managedFields ?? []);
  return { ...described(kind, metadata.name, ""), found: "present", ...by(owner) };
}

function described(kind: string, name: string, path: string): Pick<Drift, "kind" | "name" | "path" | "class"> {
  return { kind, name, path, class: classify({ kind, path }) };
}

function by(owner: { manager: string; at: string | undefined } | undefined): Pick<Drift, "by" | "at"> {
  if (owner === undefined) return {};
  return { by: owner.manager, ...(owner.at === undefined ? {} : { at: owner.at }) };
}

/** Long values are cut: an event is read by people. */
function shown<K extends "wanted" | "found">(key: K, value: unknown): { [P in K]?: string } {
  if (value === undefined) return {};
  return { [key]: JSON.stringify(value).slice(0, 200) } as { [P in K]?: string };
}
