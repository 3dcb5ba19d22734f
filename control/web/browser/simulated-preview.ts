import { setTimeout as pause } from "node:timers/promises";
import type { StoreSpec } from "../../../stores/schema.ts";
import type { StorePreview } from "../../api/dependencies.ts";

const objects = [
  ["Namespace", "namespace"],
  ["ResourceQuota", "store-quota"],
  ["LimitRange", "store-limits"],
  ["NetworkPolicy", "default-deny"],
  ["NetworkPolicy", "ingress-to-web"],
  ["NetworkPolicy", "web-to-database"],
  ["ServiceAccount", "server"],
  ["Role", "store"],
  ["Secret", "store-secrets"],
  ["Release", "release"],
] as const;

/**
 * A preview without an engine, for the pages that show one.
 *
 * @param milliseconds How long it takes.
 * @param isNew Whether the store does not exist yet.
 */
export function simulatePreview(milliseconds: number, isNew: (name: string) => Promise<boolean>) {
  return async ({ name, plan }: StoreSpec, signal: AbortSignal): Promise<StorePreview> => {
    await pause(milliseconds, undefined, { signal });
    const create = await isNew(name);
    const changes = objects.map(([kind, object]) => ({
      op: create ? ("create" as const) : ("same" as const),
      store: name,
      kind,
      name: `store-${name}/${object}`,
      properties: [],
    }));
    const counts = { create: changes.length, update: 0, replace: 0, delete: 0, same: 0 };
    if (create) return { changes, counts, warnings: [] };
    const quota = {
      path: "spec.hard.requests.memory",
      change: "update" as const,
      old: "3008Mi",
      new: plan === "pro" ? "6656Mi" : "4096Mi",
      replaces: false,
    };
    const release = {
      path: "values.resources.server.limits.memory",
      change: "update" as const,
      old: "1Gi",
      new: "1536Mi",
      replaces: false,
    };
    const edited = changes.map((change) =>
      change.kind === "ResourceQuota"
        ? { ...change, op: "update" as const, properties: [quota] }
        : change.kind === "Release"
          ? { ...change, op: "update" as const, properties: [release] }
          : change,
    );
    return { changes: edited, counts: { ...counts, create: 0, update: 2, same: changes.length - 2 }, warnings: [] };
  };
}
