import { type Kysely, sql } from "kysely";
import type { Database, OperationRow, StoreRow } from "./schema.ts";

/** A try to buy something, as it is shown; `at` in ISO 8601 as Postgres writes it, to the microsecond and with its own offset. */
export interface ShownProof {
  readonly at: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly error: string | null;
}

/** A store with what is shown beside it. */
export interface ShownStore extends StoreRow {
  readonly owner: { readonly name: string; readonly email: string } | null;
  /** The operation that runs, or else the one that runs next. */
  readonly open: Pick<OperationRow, "id" | "kind" | "state" | "step"> | null;
  /** The newest tries, oldest first; nothing when there was none. */
  readonly proofs: readonly ShownProof[] | null;
}

const shownProofs = 20;

/**
 * What is shown beside a row of `stores`, as columns of its own query: a list is asked for often, and each statement costs more in
 * getting there and back than in the database.
 */
export const besideStore = [
  sql<ShownStore["owner"]>`(
    select json_build_object('name', users.name, 'email', users.email) from users where users.id = stores.owner_id)`.as("owner"),
  sql<ShownStore["open"]>`(
    select json_build_object('id', operations.id, 'kind', operations.kind, 'state', operations.state, 'step', operations.step)
    from operations where operations.store_name = stores.name and operations.state in ('queued', 'running')
    order by operations.queued_at limit 1)`.as("open"),
  // Rows as they are: a thousand objects that the database builds and formats itself take it longer than all the rest of a list.
  sql<ShownStore["proofs"]>`(
    select json_agg(row_to_json(newest) order by newest.at)
    from (select at, ok, seconds, error from proofs where proofs.store_name = stores.name order by at desc limit ${sql.lit(shownProofs)})
      as newest)`.as("proofs"),
] as const;

/** One store as it is shown; deleted ones are not. */
export async function findShownStore(db: Kysely<Database>, name: string): Promise<ShownStore | undefined> {
  return db
    .selectFrom("stores")
    .selectAll()
    .select([...besideStore])
    .where("name", "=", name)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}
