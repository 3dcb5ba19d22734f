import { readFile } from "node:fs/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import type { Problem } from "../../control/api/schemas/problem.ts";
import { controlPlaneFiles, readRunning } from "../../control/server/settings.ts";
import { lookupShop } from "../../control/verify/shop-http.ts";
import { readInCluster } from "../control-plane/in-cluster.ts";
import { Refused } from "../environment.ts";

/** The control plane refused, with its stable code. */
export class ApiRefused extends Refused {
  readonly code: string;
  readonly problems: Problem["problems"];

  constructor({ code, detail, problems }: Problem) {
    const lines = (problems ?? []).map(
      ({ field, message, got, allowed, fix }) =>
        `  - ${[`${field} ${message}`, ...(got === undefined ? [] : [`got ${got}`]), ...(allowed === undefined ? [] : [`allowed: ${allowed}`]), ...(fix === undefined ? [] : [`fix: ${fix}`])].join("; ")}`,
    );
    super([detail, ...lines].join("\n"));
    this.code = code;
    this.problems = problems;
  }
}

/** A message of a stream. */
export interface StreamedEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: unknown;
}

/** The control plane's host may be below `localhost`, which not every system resolves. */
const dispatcher = new Agent({ connect: { lookup: lookupShop } });

/** The control plane over HTTP. */
export class ApiClient {
  readonly url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.#key = key;
  }

  /** @throws {ApiRefused} when it is refused */
  async request<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await this.#send(method, path, {
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }

  /** Messages of a stream until it ends. @param lastEventId Continue after this one. */
  async *stream(path: string, signal: AbortSignal, lastEventId?: string): AsyncGenerator<StreamedEvent> {
    const response = await this.#send("GET", path, {
      headers: { accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
      signal,
    });
    if (response.body === null) return;
    for await (const { id, event, data } of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
      yield { id, event, data: JSON.parse(data) as unknown };
    }
  }

  async #send(method: string, path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.url), {
        ...init,
        dispatcher,
        method,
        headers: { ...init.headers, authorization: `Bearer ${this.#key}` },
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Error(`the control plane at ${this.url} does not answer; storefleet up starts it`, { cause: error });
    }
    if (response.ok) return response;
    const text = await response.text();
    if (response.headers.get("content-type")?.includes("problem+json")) throw new ApiRefused(JSON.parse(text) as Problem);
    throw new Error(`the control plane answered ${response.status} to ${method} ${path}`);
  }
}

/**
 * Finds the control plane: `STOREFLEET_URL` with `STOREFLEET_API_KEY`, else the one of this machine.
 *
 * @throws {Refused} when none is known
 */
export async function openApi(stateDir: string, variables: NodeJS.ProcessEnv = process.env): Promise<ApiClient> {
  const { STOREFLEET_URL: url, STOREFLEET_API_KEY: key } = variables;
  if (url) {
    if (!key) throw new Refused("STOREFLEET_URL is set without STOREFLEET_API_KEY; make a key in the dashboard and set both");
    return new ApiClient(url, key);
  }
  const files = controlPlaneFiles(stateDir);
  const running = await readRunning(files.running);
  const inCluster = await readInCluster(stateDir);
  if (inCluster !== undefined) {
    const own = key ?? inCluster.apiKey;
    if (own === undefined) throw new Refused(`make an API key in the dashboard (${inCluster.url}) and set STOREFLEET_API_KEY`);
    return new ApiClient(inCluster.url, own);
  }
  if (running === undefined) throw new Refused("no control plane runs on this machine; run storefleet up, or set STOREFLEET_URL");
  const own = key ?? (await readFile(files.apiKey, "utf8").catch(() => undefined));
  if (own === undefined) throw new Refused(`${files.apiKey} is gone; make an API key in the dashboard and set STOREFLEET_API_KEY`);
  return new ApiClient(running.url, own);
}
