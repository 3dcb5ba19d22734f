import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

const waitMilliseconds = 120_000;
const retryMilliseconds = 1_000;

/**
 * Waits until a database that starts at the same time takes connections.
 *
 * @throws what it said last, after two minutes
 */
export async function waitForDatabase(url: string, onWait: () => void): Promise<void> {
  for (const deadline = Date.now() + waitMilliseconds; ; await pause(retryMilliseconds)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    // Without a listener a connection that breaks while it is made would end the process.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      onWait();
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
