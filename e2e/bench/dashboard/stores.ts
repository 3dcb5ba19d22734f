import { sql } from "kysely";
import type { OpenDatabase } from "../../../control/db/database.ts";
import { storeSpecSchema } from "../../../stores/schema.ts";

/** The newest of the stores: the first in the list. */
export const newestStore = "shop-0000";

/** Ready stores of one owner with the test orders of their last hours, one of which failed here and there. */
export async function addStores({ db }: OpenDatabase, stores: number, ownerId: string): Promise<void> {
  const spec = storeSpecSchema.parse({ name: newestStore, engine: "medusa", adminEmail: "admin@bench.example", owner: ownerId });
  await sql`
    insert into stores (name, engine, owner_id, spec, status, revision, url, admin_url, provisioned_seconds, created_at)
    select name, 'medusa', ${ownerId}, ${JSON.stringify(spec)}::jsonb || jsonb_build_object('name', name, 'title', 'Shop ' || index),
      'Ready', 1, 'http://' || name || '.localhost', 'http://' || name || '.localhost/app', 42, now() - make_interval(mins => index)
    from (select index, 'shop-' || lpad(index::text, 4, '0') as name from generate_series(0, ${stores - 1}::int) as index) as numbered`.execute(
    db,
  );
  await sql`
    insert into proofs (store_name, at, ok, seconds, order_id)
    select name, now() - make_interval(mins => 5 * turn), turn % 13 <> 0, 1 + (turn % 7) / 5.0, '#' || turn
    from stores cross join generate_series(1, 20) as turn`.execute(db);
  await sql`analyze`.execute(db);
}
