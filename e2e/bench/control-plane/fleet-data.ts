import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { createAuthentication } from "../../../control/api/auth/authentication.ts";
import type { OpenDatabase } from "../../../control/db/database.ts";
import { storeSpecSchema } from "../../../stores/schema.ts";

/** Somebody who asks. */
export interface Asker {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who may ask, and the secret that their sessions are signed with. */
export interface Askers {
  readonly secret: string;
  readonly admin: Asker;
  readonly members: readonly Asker[];
}

/** An administrator and members, each with an API key. */
export async function addUsers(database: OpenDatabase, members: number): Promise<Askers> {
  const secret = randomBytes(32).toString("hex");
  const authentication = await createAuthentication({ database, baseUrl: "http://localhost", secret });
  const add = async (name: string, role: "admin" | "member"): Promise<Asker> => {
    const password = randomBytes(12).toString("hex");
    const id = await authentication.createUser({ email: `${name}@bench.example`, name, password, role });
    return { id, headers: { authorization: `Bearer ${await authentication.createApiKey(id, "bench")}` } };
  };
  const admin = await add("admin", "admin");
  const others: Asker[] = [];
  for (let index = 0; index < members; index++) others.push(await add(`member${index}`, "member"));
  return { secret, admin, members: others };
}

/** Name of the store with this number. */
export const storeName = (index: number) => `shop-${String(index).padStart(4, "0")}`;

/** Ready stores as a year leaves them: a creation with its steps and lines, and proofs every few minutes. */
export async function addStores({ db }: OpenDatabase, stores: number, owners: readonly Asker[]): Promise<void> {
  const spec = storeSpecSchema.parse({ name: storeName(0), engine: "medusa", adminEmail: "admin@bench.example" });
  await sql`
    insert into stores (name, engine, owner_id, spec, status, revision, url, admin_url, proof, provisioned_seconds, created_at)
    select name, 'medusa', owner, ${JSON.stringify(spec)}::jsonb || jsonb_build_object('name', name, 'owner', owner), 'Ready', 1,
      'http://' || name || '.localhost', 'http://' || name || '.localhost/app',
      jsonb_build_object('orderId', '#1', 'total', '35.00', 'currency', 'EUR', 'at', '2026-01-01T00:00:00.000Z', 'seconds', 3, 'revision', 1),
      42, now() - make_interval(mins => index)
    from (select index, 'shop-' || lpad(index::text, 4, '0') as name,
      (${owners.map(({ id }) => id)}::text[])[1 + index % ${sql.lit(owners.length)}] as owner
      from generate_series(0, ${stores - 1}::int) as index) as numbered`.execute(db);
  await sql`insert into store_revisions (store_name, revision, spec) select name, revision, spec from stores`.execute(db);
  await sql`
    insert into operations (store_name, kind, state, input, actor_id, attempt, step, queued_at, started_at, finished_at)
    select name, 'create', 'succeeded', '{"revision": 1}', owner_id, 1, 'order-proof', created_at, created_at,
      created_at + interval '42 seconds' from stores`.execute(db);
  await sql`
    insert into events (store_name, operation_id, at, type, step, level, message, data)
    select store_name, id, finished_at, 'step', step.name, 'info', 'done', '{"state": "succeeded", "seconds": 6}'
    from operations cross join unnest(array['namespace', 'secrets', 'database', 'migrate', 'seed', 'start', 'order-proof']) as step(name)`.execute(
    db,
  );
  await sql`
    insert into proofs (store_name, at, ok, seconds, order_id)
    select name, now() - make_interval(mins => 5 * turn), true, 3, '#' || turn from stores cross join generate_series(1, 100) as turn`.execute(
    db,
  );
  await sql`analyze`.execute(db);
}
