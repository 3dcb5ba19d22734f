import type { AppliedObject } from "../../engine/state-objects.ts";
import { healsItself } from "./classify.ts";
import { type AppliedStore, driftOf, unwantedObjects } from "./detect.ts";
import type { LiveObject, ObjectAccess } from "./live-objects.ts";

/**
 * Puts back what the engine does not see: objects of the release, and objects that widen what a store may do. Guardrails are put back
 * by the engine itself. What puts data at risk stays as it is.
 *
 * @returns what was done, one sentence each
 */
export async function healRelease(objects: ObjectAccess, applied: AppliedStore, store: string): Promise<string[]> {
  const done: string[] = [];
  for (const object of applied.release) {
    const live = await objects.read(object);
    const drift = driftOf(object, live).filter(({ class: driftClass }) => healsItself(driftClass));
    if (drift.length === 0) continue;
    if (live === undefined) await objects.create(withHelmNotes(object, store));
    else await objects.replace(restored(object, live));
    const what = drift.map(({ path }) => path || "the object").join(", ");
    done.push(`${live === undefined ? "made" : "put back"} ${object.kind} ${object.metadata.name}: ${what}`);
  }
  for (const object of await unwantedObjects(objects, applied, store)) {
    await objects.remove(object);
    done.push(`removed ${object.kind} ${object.metadata.name}, which nobody declared`);
  }
  return done;
}

/** The applied object in place of the live one. Labels and annotations that others added stay: they are cosmetic. */
function restored(object: AppliedObject, live: LiveObject): LiveObject {
  const { labels, annotations, name, namespace } = object.metadata;
  return {
    ...object,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...live.metadata.labels, ...labels },
      annotations: { ...live.metadata.annotations, ...annotations },
      ...(live.metadata.resourceVersion === undefined ? {} : { resourceVersion: live.metadata.resourceVersion }),
    },
  };
}

/** Without these Helm would refuse to take the object over at its next upgrade. */
function withHelmNotes(object: AppliedObject, store: string): AppliedObject {
  const { metadata } = object;
  const notes = { "meta.helm.sh/release-name": store, "meta.helm.sh/release-namespace": metadata.namespace ?? "" };
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, "app.kubernetes.io/managed-by": "Helm" },
      annotations: { ...metadata.annotations, ...notes },
    },
  };
}
