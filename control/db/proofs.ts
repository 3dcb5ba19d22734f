import { type Kysely, sql } from "kysely";
import type { Database, ProofRow } from "./schema.ts";

/** One try to buy something in a store. */
export interface NewProof {
  readonly store: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly orderId?: string | undefined;
  readonly error?: string | undefined;
}

export async function recordProof(db: Kysely<Database>, proof: NewProof): Promise<void> {
  await db
    .insertInto("proofs")
    .values({
      store_name: proof.store,
      ok: proof.ok,
      seconds: proof.seconds,
      order_id: proof.orderId ?? null,
      error: proof.error ?? null,
    })
    .execute();
}

/** The newest tries of each store, oldest first. */
export async function recentProofs(
  db: Kysely<Database>,
  stores: readonly string[],
  perStore = 20,
): Promise<ReadonlyMap<string, readonly ProofRow[]>> {
  if (stores.length === 0) return new Map();
  const { rows } = await sql<ProofRow>`
    select proof.* from unnest(${[...stores]}::text[]) as wanted(name)
    cross join lateral (
      select * from proofs where store_name = wanted.name order by at desc limit ${perStore}
    ) as proof order by proof.store_name, proof.at`.execute(db);
  return Map.groupBy(rows, ({ store_name }) => store_name);
}
