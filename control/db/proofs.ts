import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

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
