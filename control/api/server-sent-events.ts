import type { FastifyReply, FastifyRequest } from "fastify";

/** A client that reads slower than this is cut off; it comes back with the id of the last event it has. */
const mostBufferedBytes = 1_000_000;
const heartbeatMilliseconds = 15_000;

/** An open stream to one client. */
export interface EventStream {
  /** Aborted when either side ends it. */
  readonly closed: AbortSignal;
  send(event: { readonly id?: string; readonly event?: string; readonly data: unknown }): void;
  end(): void;
}

/** Streams that are open, so that a server that stops can end them. */
export class OpenStreams {
  readonly #streams = new Set<EventStream>();

  /** Turns a reply into a stream. */
  open(request: FastifyRequest, reply: FastifyReply): EventStream {
    const controller = new AbortController();
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    raw.write("retry: 1000\n\n");
    const write = (text: string) => {
      if (controller.signal.aborted) return;
      raw.write(text);
      if (raw.writableLength > mostBufferedBytes) raw.destroy();
    };
    const heartbeat = setInterval(() => write(": alive\n\n"), heartbeatMilliseconds);
    const stream: EventStream = {
      closed: controller.signal,
      send: ({ id, event, data }) => {
        const lines = [...(id === undefined ? [] : [`id: ${id}`]), ...(event === undefined ? [] : [`event: ${event}`])];
        write([...lines, `data: ${JSON.stringify(data)}`, "", ""].join("\n"));
      },
      end: () => raw.end(),
    };
    this.#streams.add(stream);
    raw.on("error", () => undefined);
    raw.on("close", () => {
      clearInterval(heartbeat);
      this.#streams.delete(stream);
      controller.abort();
    });
    request.log.debug("stream opened");
    return stream;
  }

  /** Ends every stream. */
  endAll(): void {
    for (const stream of this.#streams) stream.end();
  }
}

/** Whether a client asks for a stream rather than a list. */
export function wantsStream(request: FastifyRequest): boolean {
  return (request.headers.accept ?? "").includes("text/event-stream");
}
