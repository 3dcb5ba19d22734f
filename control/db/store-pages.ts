import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { StoreStatus } from "../cluster/store-status.ts";
import { containing } from "./patterns.ts";
import type { Database, StoreRow } from "./schema.ts";
import { besideStore, type ShownStore } from "./shown-stores.ts";

/** Which stores a list shows. */
export interface StoreFilter {
  /** Only stores of this user. @default - everyone's */
  readonly ownerId?: string | undefined;
  /** Part of the name or title, in any case. */
  readonly search?: string | undefined;
  readonly statuses?: readonly StoreStatus[] | undefined;
  readonly engine?: StoreRow["engine"] | undefined;
}

/** Which part of a list, in which order. */
export interface StorePage {
  readonly sort: "name" | "createdAt" | "updatedAt" | "status" | "engine";
  readonly order: "asc" | "desc";
  readonly limit: number;
  /** Last store of the page before: the value it is sorted by, and its name. */
  readonly after?: { readonly value: string; readonly name: string } | undefined;
}

/** As text that compares byte by byte, so that the same order holds outside the database; times to the millisecond. */
const sortColumns = {
  name: sql<string>`stores.name collate "C"`,
  createdAt: sql<string>`to_char(stores.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') collate "C"`,
  updatedAt: sql<string>`to_char(stores.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') collate "C"`,
  status: sql<string>`stores.status collate "C"`,
  engine: sql<string>`stores.engine collate "C"`,
} as const;

/** One page of stores, and how many stores match on all pages. */
export interface ShownPage {
  readonly rows: readonly ShownStore[];
  readonly total: number;
}

export async function listStorePage(db: Kysely<Database>, filter: StoreFilter, page: StorePage): Promise<ShownPage> {
  const { sort, order, limit, after } = page;
  const column = sortColumns[sort];
  const name = sortColumns.name;
  const total = filtered(
    db.selectFrom("stores").select(({ fn }) => fn.countAll<number>().as("stores")),
    filter,
  );
  let query = filtered(
    db
      .selectFrom("stores")
      .selectAll()
      .select([...besideStore])
      .select(total.as("total")),
    filter,
  );
  if (after !== undefined) {
    const beyond = order === "asc" ? sql.raw(">") : sql.raw("<");
    query = query.where(sql<boolean>`(${column}, ${name}) ${beyond} (${after.value} collate "C", ${after.name} collate "C")`);
  }
  const rows = await query.orderBy(column, order).orderBy(name, order).limit(limit).execute();
  // A page behind the last store has no row to carry the number.
  return { rows, total: rows[0]?.total ?? (after === undefined ? 0 : (await total.executeTakeFirstOrThrow()).stores) };
}

function filtered<O>(query: SelectQueryBuilder<Database, "stores", O>, { ownerId, search, statuses, engine }: StoreFilter) {
  let result = query.where("deleted_at", "is", null);
  if (ownerId !== undefined) result = result.where("owner_id", "=", ownerId);
  if (engine !== undefined) result = result.where("engine", "=", engine);
  if (statuses !== undefined && statuses.length > 0) result = result.where("status", "in", [...statuses]);
  if (search !== undefined && search !== "") {
    const pattern = containing(search);
    result = result.where(({ or, eb }) => or([eb("name", "ilike", pattern), eb(sql<string>`spec->>'title'`, "ilike", pattern)]));
  }
  return result;
}
