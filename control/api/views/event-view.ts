import type { EventRow, JobLogRow } from "../../db/schema.ts";
import type { EventView } from "../schemas/event.ts";

export function eventView(row: EventRow): EventView {
  return {
    id: row.id,
    store: row.store_name,
    operationId: row.operation_id,
    at: row.at.toISOString(),
    type: row.type,
    step: row.step,
    level: row.level,
    message: row.message,
    data: row.data === null ? null : { ...row.data },
  };
}

export function logLineView(row: JobLogRow) {
  return { operationId: row.operation_id, job: row.job, line: row.line_no, at: row.at.toISOString(), text: row.line };
}
