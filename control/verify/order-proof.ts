import type { Engine } from "../../stores/schema.ts";
import type { ShopHttp, ShopReply, ShopRequest } from "./shop-http.ts";

/** Evidence that a shopper could buy: an order that was placed over HTTP and read back by the engine's admin API. */
export interface OrderProof {
  readonly orderId: string;
  /** Amount as the engine states it, in major units, such as `"29.00"`. */
  readonly total: string;
  /** ISO 4217 code in capitals. */
  readonly currency: string;
  /** When the order was read back, ISO 8601 UTC. */
  readonly at: string;
  /** From the first request that the shop answered until the order was cancelled, in seconds. */
  readonly seconds: number;
}

/** The shop to prove and the credentials that reading the order back needs. */
export interface ProofTarget {
  readonly engine: Engine;
  readonly name: string;
  readonly url: string;
  readonly title: string;
  readonly currency: string;
  readonly country: string;
  readonly adminEmail: string;
  /** The store's Secret, by key (`constructs/secrets.ts`). Never logged. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Options of a proof. */
export interface ProofOptions {
  readonly signal?: AbortSignal;
  /** Told the name of every step as it starts. */
  readonly onStep?: (step: string) => void;
  /** How long the shop may take to answer at all, in seconds. @default 60 */
  readonly waitSeconds?: number;
  /** Host that requests go to instead of the shop's own, such as an ingress controller's inside the cluster. @default - the shop's own */
  readonly ingress?: string | undefined;
}

/** A shop in which an order could not be placed, or not be read back; says at which step and what the shop answered. */
export class OrderProofFailed extends Error {
  readonly store: string;
  readonly step: string;
  readonly status: number | undefined;

  constructor(store: string, step: string, detail: string, status?: number) {
    super(`${store}: the test order failed at "${step}": ${detail}`);
    this.name = "OrderProofFailed";
    this.store = store;
    this.step = step;
    this.status = status;
  }
}

/** Runs the named steps of one proof and turns every unexpected answer into an {@link OrderProofFailed}. */
export class ProofRun {
  readonly #shop: ShopHttp;
  readonly #target: ProofTarget;
  readonly #options: ProofOptions;
  #step = "start";

  constructor(shop: ShopHttp, target: ProofTarget, options: ProofOptions) {
    this.#shop = shop;
    this.#target = target;
    this.#options = options;
  }

  /** Names what the following requests are for. */
  step(name: string): void {
    this.#step = name;
    this.#options.onStep?.(name);
  }

  /** Ends the proof with a reason. */
  fail(detail: string, status?: number): never {
    throw new OrderProofFailed(this.#target.name, this.#step, detail, status);
  }

  /** Sends a request that must answer 2xx. */
  async expect(path: string, options?: ShopRequest): Promise<ShopReply> {
    return this.judge(path, await this.send(path, options), options?.method);
  }

  /** Returns an answer that is 2xx; any other ends the proof. */
  judge(path: string, reply: ShopReply, method = "GET"): ShopReply {
    if (reply.status >= 200 && reply.status <= 299) return reply;
    return this.fail(`${method} ${path} answered ${reply.status}: ${excerpt(reply.text)}`, reply.status);
  }

  /** Sends a request whose status the caller judges. */
  async send(path: string, options?: ShopRequest): Promise<ShopReply> {
    try {
      return await this.#shop.send(path, options);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      return this.fail(`${options?.method ?? "GET"} ${path} got no answer: ${describe(error)}`);
    }
  }

  /**
   * Waits until the shop answers a request as it should. While pods are swapped a proxy answers 404, 502, 503 or nothing at
   * all for a moment; anything else is the shop's own answer and is returned.
   */
  async until(path: string, ready: (reply: ShopReply) => boolean, options: ShopRequest = {}): Promise<ShopReply> {
    const deadline = Date.now() + (this.#options.waitSeconds ?? 60) * 1_000;
    for (let last = "no answer"; ; ) {
      this.#options.signal?.throwIfAborted();
      const reply = await this.#shop.send(path, { timeoutMilliseconds: 5_000, ...options }).catch((error: unknown) => {
        last = describe(error);
        return undefined;
      });
      if (reply !== undefined) {
        if (ready(reply)) return reply;
        last = `${reply.status}: ${excerpt(reply.text)}`;
      }
      if (Date.now() >= deadline)
        this.fail(`GET ${path} was not ready within ${this.#options.waitSeconds ?? 60} s; last answer ${last}`, reply?.status);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A node exception's deepest message: undici wraps the reason. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message || error.name;
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || "(empty body)";
}
