import type { Kysely } from "kysely";
import { eventChannel, newestEventId } from "../db/events.ts";
import { Listener } from "../db/listener.ts";
import type { Database, EventRow } from "../db/schema.ts";

/** An event and whose store it is about. */
export interface OwnedEvent {
  readonly event: EventRow;
  readonly ownerId: string | null;
}

type Subscriber = (event: OwnedEvent) => void;

const batch = 500;

/** Hands every new event to whoever listens, also those that came while the database was away. */
export class EventHub {
  readonly #db: Kysely<Database>;
  readonly #onError: (error: unknown) => void;
  readonly #listener: Listener;
  readonly #subscribers = new Set<Subscriber>();
  #last = 0;
  #closed = false;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(db: Kysely<Database>, url: string, onError: (error: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
    this.#listener = new Listener({ url, channel: eventChannel, onWake: () => this.#wake(), onError });
  }

  /** Begins with the events that come from now on. */
  async start(): Promise<void> {
    this.#last = await newestEventId(this.#db);
    await this.#listener.start();
  }

  /** @returns how to stop listening */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  async stop(): Promise<void> {
    this.#closed = true;
    await this.#listener.stop();
    await this.#reading;
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
          for (const subscriber of this.#subscribers) subscriber({ event, ownerId: owner_id });
        }
        if (rows.length === batch) this.#again = true;
      }
    } catch (error) {
      // The connection that listens breaks as well, and what was missed is read when it is back.
      this.#onError(error);
    }
  }
}
