import { ping } from "../../probe/ping.js";
import { withinTime } from "../../probe/within-time.js";

const timeoutMilliseconds = 1500;

const question = `
  select
    exists (select 1 from store where metadata -> 'storefleet_seed' is not null and deleted_at is null) as seeded,
    exists (select 1 from api_key where token = ? and revoked_at is null and deleted_at is null) as key`;

/**
 * 200 when a shopper could be served: Postgres and Valkey answer, and the seed with this server's publishable key is there. Else 503 with the
 * reason, always within two seconds. Medusa's own /health says OK with Postgres gone.
 */
export async function GET(request, response) {
  try {
    const database = request.scope.resolve("__pg_connection__");
    const [{ rows }] = await withinTime(
      timeoutMilliseconds,
      Promise.all([database.raw(question, [process.env.MEDUSA_PUBLISHABLE_KEY ?? ""]), ping(process.env.REDIS_URL)]),
    );
    const { seeded, key } = rows[0];
    if (!seeded) throw new Error("the seed has not run");
    if (!key && process.env.MEDUSA_PUBLISHABLE_KEY) throw new Error("the seed has not stored this server's MEDUSA_PUBLISHABLE_KEY");
    response.status(200).json({ ready: true });
  } catch (error) {
    response.status(503).json({ ready: false, reason: error.message });
  }
}
