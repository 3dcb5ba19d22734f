import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../constructs/store.ts";
import { traefikCrds } from "./traefik-crds/source.ts";

/**
 * Traefik's custom resource definitions, without the prose in their schemas: it is three quarters of their size, and every
 * state snapshot would carry it twice.
 *
 * @param labels Labels for each of them.
 */
export function traefikDefinitions(labels: Readonly<Record<string, string>>): KubernetesObject[] {
  const text = readFileSync(join(import.meta.dirname, "traefik-crds", traefikCrds.file), "utf8");
  return parseAllDocuments(text).map((document) => {
    const definition = withoutProse(document.toJSON(), false) as KubernetesObject;
    const { name, annotations = {} } = definition.metadata;
    return { ...definition, metadata: { name, annotations, labels } };
  });
}

/** @param names True for an object whose keys are names of fields, where `description` is a field like any other. */
function withoutProse(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, content]) => names || key !== "description" || typeof content !== "string");
  return Object.fromEntries(kept.map(([key, content]) => [key, withoutProse(content, key === "properties")]));
}
