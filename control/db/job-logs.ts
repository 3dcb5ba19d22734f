import type { Kysely } from "kysely";
import type { Database, JobLogRow } from "./schema.ts";

/** Lines of the jobs of one operation, kept after the jobs are gone. Numbers start at 1 in each job. */
export interface JobLines {
  readonly store: string;
  readonly operationId: string;
  readonly job: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** Adds lines; those already there stay as they are, so that a repeated run may write again. */
export async function appendJobLog(db: Kysely<Database>, log: JobLines): Promise<void> {
  if (log.lines.length === 0) return;
  await db
    .insertInto("job_logs")
    .values(
      log.lines.map((line, index) => ({
        store_name: log.store,
        operation_id: log.operationId,
        job: log.job,
        line_no: log.firstLine + index,
        line,
      })),
    )
    .onConflict((conflict) => conflict.columns(["operation_id", "job", "line_no"]).doNothing())
    .execute();
}

/** Where a reader of logs stands: the lines that it has of each job. */
export type LogPosition = ReadonlyMap<string, number>;

/** Lines of an operation after a position, in the order in which they were written. */
export async function readJobLog(db: Kysely<Database>, operationId: string, after: LogPosition, limit: number): Promise<JobLogRow[]> {
  let query = db.selectFrom("job_logs").selectAll().where("operation_id", "=", operationId);
  for (const [job, line] of after) query = query.where(({ or, eb }) => or([eb("job", "!=", job), eb("line_no", ">", line)]));
  return query.orderBy("at").orderBy("job").orderBy("line_no").limit(limit).execute();
}
