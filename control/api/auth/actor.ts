import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiDependencies } from "../dependencies.ts";
import { ApiProblem } from "../problems.ts";
import type { Identity } from "./authentication.ts";

/** Who sends a request. */
export type Actor = Identity;

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route but those that say `config.open`. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    /** Nobody has to log in for this route. */
    open?: boolean;
    /** Only an admin may use this route. */
    adminOnly?: boolean;
    /** The body is a StoreSpec; refused in the words of `stores/load.ts`. */
    storeSpec?: boolean;
  }
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** The sender of a request on a route that is not open. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new ApiProblem("unauthenticated", "Log in, or send an API key as a bearer token.");
  return request.actor;
}

/** Makes every route closed unless it says `config.open`. */
export function registerActors(app: FastifyInstance, { authentication }: ApiDependencies): void {
  app.decorateRequest("actor", null);
  app.addHook("onRequest", async (request) => {
    const { open, adminOnly } = request.routeOptions.config;
    if (open || request.is404) return;
    const identity = await authentication.identify(webHeaders(request));
    if (identity === undefined) throw new ApiProblem("unauthenticated", "Log in, or send an API key as a bearer token.");
    if (identity.by === "session" && !safeMethods.has(request.method)) refuseForeignSites(request);
    request.actor = identity;
    if (adminOnly && identity.role !== "admin") throw new ApiProblem("forbidden", "Only an administrator may do this.");
  });
}

/** A browser sends the session cookie along with what another site makes it send. */
function refuseForeignSites(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const foreign = origin !== undefined && URL.canParse(origin) && new URL(origin).host !== request.host;
  if (origin === "null" || foreign || (site !== undefined && site !== "same-origin" && site !== "none")) {
    throw new ApiProblem("forbidden", "A change with a session must come from the dashboard itself; scripts use an API key.");
  }
}

/** Headers of a request as the platform's own type. */
export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}
