import type { AuditEntry } from "../../api/types.ts";

const columns = ["at", "actorEmail", "actorId", "actorIp", "action", "target", "outcome", "data"] as const;

/** Entries as CSV (RFC 4180). Text that a spreadsheet would run as a formula is led by an apostrophe. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => columns.map((column) => cell(column === "data" ? JSON.stringify(entry.data) : entry[column])));
  return [columns.join(","), ...rows.map((row) => row.join(","))].join("\r\n");
}

function cell(value: string | null): string {
  const text = value ?? "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
