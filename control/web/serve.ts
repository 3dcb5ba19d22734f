import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/**
 * What a page may load: nothing from elsewhere. Radix positions its layers by style attributes and React sets them, hence
 * `unsafe-inline` for styles alone.
 */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

/** Paths that are the API's own; an unknown one of these is a 404, not a page. */
const apiPath = /^\/(api|healthz|readyz|metrics|openapi)(\/|:|\.|\?|$)/;

/** Options of {@link webPlugin}. */
export interface WebPluginOptions {
  /** The build of `ensureWebBuild`. */
  readonly folder: string;
}

/** Serves the dashboard: hashed assets for ever, every other path of a page as `index.html`, so that deep links work. */
export async function webPlugin(app: FastifyInstance, options: WebPluginOptions): Promise<void> {
  // The pages themselves are nobody's secret: whoever is not logged in gets the login page from them.
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, open: true };
  });
  await app.register(fastifyStatic, {
    root: options.folder,
    preCompressed: true,
    // One route a file: whatever is no file falls through to the pages below.
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const immutable = path.includes("/assets/");
      reply.header("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
      reply.header("content-security-policy", contentSecurityPolicy);
      reply.header("x-content-type-options", "nosniff");
      reply.header("referrer-policy", "same-origin");
    },
  });
  app.get("/*", async (request, reply) => {
    const wantsPage = !apiPath.test(request.url) && /text\/html|\*\/\*/.test(request.headers.accept ?? "");
    if (!wantsPage) return reply.callNotFound();
    return reply.sendFile("index.html");
  });
}
