import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";

/** Requests that are sent at fixed times, whether or not earlier ones were answered: nobody waits politely for a slow server. */
export interface OpenLoop {
  readonly url: string;
  readonly requests: readonly {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly method?: "GET" | "POST";
    readonly body?: string;
  }[];
  /** Requests a second; 0 sends all at once. */
  readonly rate: number;
  /** Connections at most. @default 256 */
  readonly connections?: number;
}

/** What came back, in the order of the requests. */
export interface OpenLoopReply {
  /** From when the request was due until its last byte was there: waiting for the server's attention counts. */
  readonly milliseconds: number;
  readonly status: number;
  /** Body of a request with a method; empty for the rest. */
  readonly body: string;
}

/** Sends the requests and waits for all replies. A connection that breaks is a reply with status 0. */
async function send({ url, requests, rate, connections = 256 }: OpenLoop): Promise<OpenLoopReply[]> {
  const dispatcher = new Agent({ connections, pipelining: 1, headersTimeout: 120_000 });
  const started = performance.now();
  const replies = requests.map(async ({ path, headers, method = "GET", body }, index): Promise<OpenLoopReply> => {
    const due = rate === 0 ? started : started + (index * 1000) / rate;
    await pause(Math.max(0, due - performance.now()));
    try {
      const reply = await request(new URL(path, url), { dispatcher, method, headers, body: body ?? null });
      const text = method === "GET" ? await drained(reply.body) : await reply.body.text();
      return { milliseconds: performance.now() - due, status: reply.statusCode, body: text };
    } catch (error) {
      return { milliseconds: performance.now() - due, status: 0, body: String(error) };
    }
  });
  const all = await Promise.all(replies);
  await dispatcher.close();
  return all;
}

/** Takes every byte and keeps none: the client shares its processors with the server that it measures. */
async function drained(body: AsyncIterable<Uint8Array>): Promise<""> {
  for await (const _ of body);
  return "";
}

/** A process of its own, so that it takes no time from the server's: an {@link OpenLoop} on standard input, replies on standard output. */
process.stdout.write(JSON.stringify(await send((await json(process.stdin)) as OpenLoop)));
