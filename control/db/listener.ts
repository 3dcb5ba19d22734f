import pg from "pg";

/** Options of {@link Listener}. */
export interface ListenerOptions {
  /** Address of the database; a secret. */
  readonly url: string;
  readonly channel: string;
  /** Something was announced, or may have been while the connection was away. */
  readonly onWake: () => void;
  readonly onError: (error: unknown) => void;
}

const retryMilliseconds = 500;

/** Listens on a channel of the database, also after the connection broke. */
export class Listener {
  readonly #options: ListenerOptions;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** Resolves when it listens, or when the first try failed and others follow. */
  async start(): Promise<void> {
    const { url, channel, onWake, onError } = this.#options;
    const client = new pg.Client({ connectionString: url, application_name: channel, keepAlive: true });
    this.#client = client;
    let lost = false;
    const reconnect = (error?: unknown) => {
      if (lost || this.#closed) return;
      lost = true;
      if (error !== undefined) onError(error);
      client.end().catch(() => undefined);
      this.#retry = setTimeout(() => void this.start(), retryMilliseconds);
    };
    client.on("error", reconnect);
    client.on("end", () => reconnect());
    client.on("notification", () => onWake());
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      onWake();
    } catch (error) {
      reconnect(error);
    }
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }
}
