import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";

/** What a request to a shop came back with; the body is text, `json` its parsed form when it is JSON. */
export interface ShopReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: unknown;
}

/** One request to a shop. */
export interface ShopRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default 15000 */
  readonly timeoutMilliseconds?: number;
}

/** Talks to one shop through its ingress, as a shopper's browser would. */
export interface ShopHttp {
  readonly url: string;
  send(path: string, options?: ShopRequest): Promise<ShopReply>;
  close(): Promise<void>;
}

/** `*.localhost` means this machine (RFC 6761), but glibc does not resolve it. */
export const lookupShop: LookupFunction = (hostname, options, callback) => {
  if (hostname !== "localhost" && !hostname.endsWith(".localhost")) return lookup(hostname, options, callback);
  if (options.all) return callback(null, [{ address: "127.0.0.1", family: 4 }]);
  return callback(null, "127.0.0.1", 4);
};

/** How a shop is reached. */
export interface ShopOptions {
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Host to connect to; requests still name the shop. @default - the shop's own */
  readonly ingress?: string | undefined;
}

/** Opens a client for a shop's public URL, such as `http://demo.localhost`. */
export function openShop(url: string, { signal, ingress }: ShopOptions = {}): ShopHttp {
  const find: LookupFunction = ingress === undefined ? lookupShop : (_shop, options, callback) => lookup(ingress, options, callback);
  const agent = new Agent({ connect: { lookup: find, timeout: 5_000 }, keepAliveTimeout: 5_000 });
  return {
    url,
    async send(path, options = {}) {
      const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? 15_000);
      const reply = await request(new URL(path, url), {
        dispatcher: agent,
        method: options.method ?? "GET",
        headers: {
          accept: "application/json",
          ...(options.body === undefined ? {} : { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      const text = await reply.body.text();
      return { status: reply.statusCode, headers: reply.headers, text, json: parseJson(reply.headers["content-type"], text) };
    },
    close: () => agent.close(),
  };
}

function parseJson(contentType: string | string[] | undefined, text: string): unknown {
  if (!String(contentType).includes("json")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
