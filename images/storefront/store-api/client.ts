import { errorFromFailure, errorFromReply, isTimeout, StoreApiError } from "./errors.ts";

/** Where the Store API is and how to reach it. */
export interface StoreApiOptions {
  readonly backendUrl: string;
  readonly publishableKey: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** How long to wait for the whole answer, in milliseconds. @default 8000 */
  readonly timeoutMs?: number;
}

/** Calls the Store API; every failure is a StoreApiError. */
export interface StoreApi {
  /** Reads; tried a second time when the connection breaks, as it does while the backend restarts. */
  readonly get: <T>(path: string, options?: CallOptions) => Promise<T>;
  /** Changes; never repeated, because the first may have been carried out. */
  readonly post: <T>(path: string, options?: CallOptions) => Promise<T>;
  readonly delete: <T>(path: string, options?: CallOptions) => Promise<T>;
}

/** A thin typed client; the shop needs a dozen calls, too few for the SDK and its own dependencies. */
export function storeApi(options: StoreApiOptions): StoreApi {
  const send = options.fetch ?? fetch;
  const call = async <T>(method: string, path: string, { query, body, timeoutMs = 8000 }: CallOptions = {}): Promise<T> => {
    const label = `${method} ${path}`;
    const reply = await request(label, () =>
      send(options.backendUrl + path + queryString(query), {
        method,
        headers: {
          accept: "application/json",
          "x-publishable-api-key": options.publishableKey,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
        cache: "no-store",
        redirect: "error",
      }),
    );
    if (!reply.ok) throw errorFromReply(label, reply.status, reply.body);
    if (reply.body === undefined)
      throw new StoreApiError("unavailable", `${label}: ${reply.status} without JSON`, { status: reply.status });
    return reply.body as T;
  };
  return {
    get: async (path, callOptions) => {
      try {
        return await call("GET", path, callOptions);
      } catch (error) {
        if (!isBrokenConnection(error)) throw error;
        return await call("GET", path, callOptions);
      }
    },
    post: (path, callOptions) => call("POST", path, callOptions),
    delete: (path, callOptions) => call("DELETE", path, callOptions),
  };
}

/** Builds a path from trusted text and untrusted parts: `path` with a tagged template escapes each inserted value. */
export function path(text: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: text }, ...parts.map(encodeURIComponent));
}

interface Reply {
  readonly ok: boolean;
  readonly status: number;
  readonly body: unknown;
}

async function request(label: string, send: () => Promise<Response>): Promise<Reply> {
  try {
    const response = await send();
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: parseJson(text) };
  } catch (error) {
    throw errorFromFailure(label, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryString(query: CallOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

function isBrokenConnection(error: unknown): boolean {
  return error instanceof StoreApiError && error.status === undefined && !isTimeout(error.cause);
}
