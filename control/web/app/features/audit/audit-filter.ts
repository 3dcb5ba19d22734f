import type { AuditFilter } from "../../api/queries.ts";
import type { AuditAction } from "../../api/types.ts";
import { strings } from "../../strings.ts";

export const auditActions = Object.keys(strings.audit.actions) as AuditAction[];
export const auditOutcomes = ["accepted", "refused", "failed"] as const;

/** Reads the search part of an address; what it does not know is left out. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const text = (key: string) => (typeof search[key] === "string" && search[key] !== "" ? search[key] : undefined);
  const target = typeof search.target === "number" ? String(search.target) : text("target");
  const action = auditActions.find((value) => value === search.action);
  const outcome = auditOutcomes.find((value) => value === search.outcome);
  return { ...(target !== undefined && { target }), ...(action !== undefined && { action }), ...(outcome !== undefined && { outcome }) };
}
