import type { AuditFilter } from "../../api/queries.ts";

/** Actions that the API writes down. */
export const auditActions: readonly string[] = [
  ...["create", "update", "upgrade", "rollback", "suspend", "resume", "verify", "delete"].map((kind) => `store.${kind}`),
  "operation.cancel",
  "credentials.read",
  "user.create",
  "user.role",
  "user.quota",
];

export const auditOutcomes = ["accepted", "refused", "failed"] as const;

/** Reads the search part of an address; what it does not know is left out. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const text = (key: string) => (typeof search[key] === "string" && search[key] !== "" ? search[key] : undefined);
  const [target, action] = [typeof search.target === "number" ? String(search.target) : text("target"), text("action")];
  const outcome = auditOutcomes.find((value) => value === search.outcome);
  return { ...(target !== undefined && { target }), ...(action !== undefined && { action }), ...(outcome !== undefined && { outcome }) };
}
