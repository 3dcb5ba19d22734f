import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const { Client } = createRequire(import.meta.url)("@medusajs/framework/pg");

/** A database right after this image's own migrations, as SQL; made while the image is built. */
const templateFile = join(import.meta.dirname, "template", "migrated.sql");

/**
 * Fills an empty database with what this image's migrations would make of it, in a tenth of their time. All of it or nothing, so it may be killed.
 * @returns whether it did: false when the database holds a table already, and in an image that is still being built
 */
export async function restoreTemplate(url) {
  const sql = await readFile(templateFile, "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (sql === undefined) return false;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A connection that breaks between two questions shows in the next one.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("begin");
    // Two set-ups at once: the second waits here and then finds tables.
    await client.query("select pg_advisory_xact_lock(hashtext('storefleet_template'))");
    const { rowCount } = await client.query("select 1 from pg_tables where schemaname = 'public' limit 1");
    if (rowCount > 0) return false;
    await client.query(sql);
    await client.query("commit");
    return true;
  } finally {
    // Ends an open transaction without a trace.
    await client.end().catch(() => undefined);
  }
}
