import type { AuditEntry } from "../../api/types.ts";
import { strings } from "../../strings.ts";

/** What was done, in words; an action of an older version of the API as it is. */
export function auditActionText({ action }: Pick<AuditEntry, "action">): string {
  const words: Readonly<Record<string, string>> = strings.audit.actions;
  return Object.hasOwn(words, action) ? String(words[action]) : action;
}

/** What it was done to: an API key as its owner knows it, by name and first characters. */
export function auditTargetText({ target, data }: Pick<AuditEntry, "target" | "data">): string {
  if (typeof data?.start === "string") return `${typeof data.name === "string" ? `${data.name} ` : ""}${data.start}…`;
  return target ?? strings.common.none;
}
