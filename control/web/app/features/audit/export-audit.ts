import { type AuditFilter, readAudit } from "../../api/queries.ts";
import type { AuditEntry } from "../../api/types.ts";
import { auditCsv } from "./audit-csv.ts";

const largestPage = 100;
/** An export ends here: a larger one is a task for the API. */
const most = 10_000;

/** Hands every entry that a filter leaves to the reader as a CSV file, not only those that are shown. */
export async function exportAudit(filter: AuditFilter): Promise<void> {
  const entries: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: AuditEntry[]; nextCursor: string | null } = await readAudit(filter, largestPage, cursor);
    entries.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && entries.length < most);
  const url = URL.createObjectURL(new Blob([auditCsv(entries)], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `audit-${new Date().toISOString().slice(0, 19)}.csv` });
  link.click();
  URL.revokeObjectURL(url);
}
