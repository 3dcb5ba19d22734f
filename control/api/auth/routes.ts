import type { FastifyInstance } from "fastify";
import type { ApiDependencies } from "../dependencies.ts";
import { webHeaders } from "./actor.ts";
import { clientAddressHeader } from "./authentication.ts";

/** Hands everything below `/api/auth/` to better-auth: log in and out, session, password, API keys, OIDC. */
export function registerAuthentication(app: FastifyInstance, { authentication }: ApiDependencies): void {
  app.route({
    method: ["GET", "POST"],
    url: "/api/auth/*",
    config: { open: true },
    schema: { hide: true },
    handler: async (request, reply) => {
      const headers = webHeaders(request);
      headers.set(clientAddressHeader, request.ip);
      // The body is written anew below.
      headers.delete("content-length");
      const response = await authentication.handle(
        new Request(new URL(request.url, `${request.protocol}://${request.host}`), {
          method: request.method,
          headers,
          ...(request.method === "POST" ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      );
      reply.status(response.status);
      response.headers.forEach((value, name) => {
        if (name !== "set-cookie") reply.header(name, value);
      });
      const wait = response.headers.get("x-retry-after");
      if (wait !== null) reply.header("retry-after", wait);
      const cookies = response.headers.getSetCookie();
      if (cookies.length > 0) reply.header("set-cookie", cookies);
      return reply.send(response.body === null ? null : await response.text());
    },
  });
  app.get("/api/login-options", { config: { open: true }, schema: { hide: true } }, async () => ({
    password: true,
    oidc: authentication.oidcProviders,
  }));
}
