import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const { Client } = createRequire(import.meta.url)("@medusajs/framework/pg");

/*
 * Setup (migrate, then seed) ends by storing its revision. Server and worker start only when their own revision is stored, so new code never
 * meets an old schema, and two processes never make Medusa's first defaults at once. Rows stay, so pods of the revision before keep serving.
 */

const pollMilliseconds = 200;
const missingTable = "42P01";

/** Resolves when setup of this revision has finished. Rejects at the deadline, a time in milliseconds. */
export async function waitForSetup(url, revision, deadline) {
  let problem = "";
  const tell = (text) => {
    if (text !== problem) console.log(`waiting for setup ${revision}: ${text}`);
    problem = text;
  };
  while (Date.now() < deadline) {
    try {
      await connected(url, async (client) => {
        while (!(await finished(client, "select 1 from storefleet_setup where revision = $1", [revision]))) {
          if (Date.now() > deadline) throw new Error("not finished");
          tell("not finished");
          await sleep(pollMilliseconds);
        }
      });
      return;
    } catch (error) {
      tell(error.message);
      await sleep(pollMilliseconds);
    }
  }
  throw new Error(`setup ${revision} has not finished in time (${problem}); see the log of the Job setup`);
}

/** Whether the setup that finished last is of this revision, so that nothing is left to do. */
export function isLatestSetup(url, revision) {
  const question = "select 1 from (select revision from storefleet_setup order by finished_at desc limit 1) latest where revision = $1";
  return connected(url, (client) => finished(client, question, [revision]));
}

/** Stores that setup of this revision has finished, now. */
export function recordSetup(url, revision) {
  return connected(url, async (client) => {
    await client.query(
      "create table if not exists storefleet_setup (revision text primary key, finished_at timestamptz not null default clock_timestamp())",
    );
    await client.query(
      "insert into storefleet_setup (revision) values ($1) on conflict (revision) do update set finished_at = clock_timestamp()",
      [revision],
    );
  });
}

async function finished(client, question, values) {
  try {
    return (await client.query(question, values)).rowCount > 0;
  } catch (error) {
    if (error.code === missingTable) return false;
    throw error;
  }
}

async function connected(url, work) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 });
  // A connection that breaks between two questions shows in the next one.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
