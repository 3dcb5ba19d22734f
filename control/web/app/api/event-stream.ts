import { createParser } from "eventsource-parser";

/** One message of a stream. */
export interface StreamMessage {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly data: string;
}

/** Options of {@link followStream}. */
export interface StreamOptions {
  readonly url: string;
  /** Ends the stream for good. */
  readonly signal: AbortSignal;
  readonly onMessage: (message: StreamMessage) => void;
  /** Told whenever the connection opens (true) or is lost (false). */
  readonly onConnection?: (open: boolean) => void;
  /** Continue after this event. @default - from what the server starts with */
  readonly lastEventId?: string | undefined;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** Pause before attempt number n after a loss, in milliseconds. @default - 250 ms, doubling up to 5 s */
  readonly pause?: (attempt: number) => number;
}

/**
 * Follows a stream of server-sent events until the signal ends it. The browser's own `EventSource` gives up for good when a
 * reconnection is answered by an error, as it is while the API restarts behind a proxy; this one goes on after the last
 * event that it has seen, so that none is lost. It ends on 401, 403 and 404, which no waiting changes.
 */
export async function followStream(options: StreamOptions): Promise<void> {
  const { signal, pause = (attempt) => Math.min(250 * 2 ** attempt, 5000) } = options;
  let lastEventId = options.lastEventId;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const headers = {
        accept: "text/event-stream",
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      };
      const response = await (options.fetch ?? fetch)(options.url, {
        headers,
        signal,
        cache: "no-store",
      });
      if ([401, 403, 404].includes(response.status)) return;
      if (response.ok && response.body !== null) {
        options.onConnection?.(true);
        await readMessages(response.body, (message) => {
          attempt = 0;
          lastEventId = message.id ?? lastEventId;
          options.onMessage(message);
        });
      }
    } catch {
      // A lost connection is the expected case; the loop is its handling.
    }
    if (signal.aborted) return;
    options.onConnection?.(false);
    await sleep(pause(attempt), signal);
  }
}

async function readMessages(body: ReadableStream<Uint8Array>, onMessage: (message: StreamMessage) => void): Promise<void> {
  const parser = createParser({
    onEvent: ({ id, event, data }) => onMessage({ id, type: event, data }),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
