import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { recordAudit } from "../../db/audit.ts";
import type { OpenDatabase } from "../../db/database.ts";
import type { Authentication } from "./authentication.ts";

/** Log-in of the first administrator. The password is a secret that is shown once. */
export interface FirstLogin {
  readonly email: string;
  readonly password: string;
  /** API key for the command line of this machine; a secret too. */
  readonly apiKey: string;
}

/** Makes the first administrator when there is no user yet; of several processes at once, one does. */
export async function ensureFirstAdmin(
  { db }: OpenDatabase,
  authentication: Authentication,
  email = "admin@storefleet.example",
): Promise<FirstLogin | undefined> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('storefleet_first_admin'))`.execute(transaction);
    const existing = await transaction.selectFrom("users").select("id").limit(1).executeTakeFirst();
    if (existing !== undefined) return undefined;
    const password = randomBytes(15).toString("base64url");
    // On its own connection: seen by the next one who holds the lock.
    const id = await authentication.createUser({ email, name: "Administrator", password, role: "admin" });
    const made = { action: "user.create", target: id, outcome: "accepted", data: { role: "admin" } } as const;
    await recordAudit(transaction, { ...made, actorId: null, actorIp: null });
    return { email, password, apiKey: await authentication.createApiKey(id, "command line") };
  });
}
