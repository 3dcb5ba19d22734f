import type { Kysely } from "kysely";
import pg from "pg";
import { eventChannel, newestEventId } from "../db/events.ts";
import type { Database, EventRow } from "../db/schema.ts";

/** An event and whose store it is about. */
export interface OwnedEvent {
  readonly event: EventRow;
  readonly ownerId: string | null;
}

type Listener = (event: OwnedEvent) => void;

const retryMilliseconds = 500;
const batch = 500;

/** Hands every new event to whoever listens, also those that came while the database was away. */
export class EventHub {
  readonly #db: Kysely<Database>;
  readonly #url: string;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #last = 0;
  #closed = false;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(db: Kysely<Database>, url: string, onError: (error: unknown) => void) {
    this.#db = db;
    this.#url = url;
    this.#onError = onError;
  }

  /** Begins with the events that come from now on. */
  async start(): Promise<void> {
    this.#last = await newestEventId(this.#db);
    await this.#connect();
  }

  /** @returns how to stop listening */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
    await this.#reading;
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: "storefleet-events", keepAlive: true });
    this.#client = client;
    let lost = false;
    const reconnect = (error?: unknown) => {
      if (lost || this.#closed) return;
      lost = true;
      if (error !== undefined) this.#onError(error);
      client.end().catch(() => undefined);
      this.#retry = setTimeout(() => void this.#connect(), retryMilliseconds);
    };
    client.on("error", reconnect);
    client.on("end", () => reconnect());
    client.on("notification", () => this.#wake());
    try {
      await client.connect();
      await client.query(`listen ${eventChannel}`);
      this.#wake();
    } catch (error) {
      reconnect(error);
    }
  }

  #wake(): void {
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#again && !this.#closed) this.#wake();
    });
  }

  async #read(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        const rows = await this.#db
          .selectFrom("events")
          .leftJoin("stores", "stores.name", "events.store_name")
          .selectAll("events")
          .select("stores.owner_id")
          .where("events.id", ">", this.#last)
          .orderBy("events.id")
          .limit(batch)
          .execute();
        for (const { owner_id, ...event } of rows) {
          this.#last = event.id;
          for (const listener of this.#listeners) listener({ event, ownerId: owner_id });
        }
        if (rows.length === batch) this.#again = true;
      }
    } catch (error) {
      // The connection that listens breaks as well, and what was missed is read when it is back.
      this.#onError(error);
    }
  }
}
