import swagger from "@fastify/swagger";
import reference from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { onlyReferenced } from "./referenced-components.ts";

/** OpenAPI 3.1 from the routes' own schemas at `/api/openapi.json`, and a page to read it at `/api/reference`. */
export async function registerDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Storefleet",
        version: "1.0.0",
        description:
          "Create and run stores that have sold something. Every change answers 202 with an operation; errors are RFC 9457 problem details.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key, made by POST /api/auth/api-key/create." },
          session: { type: "apiKey", in: "cookie", name: "storefleet.session_token" },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
      tags: [
        { name: "stores", description: "Stores and changes to them." },
        { name: "operations", description: "What is being done to stores." },
        { name: "events", description: "What happened, as lists and as streams." },
        { name: "system", description: "The installation, its users and its audit." },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => onlyReferenced(jsonSchemaTransformObject(document)),
  });
  app.get("/api/openapi.json", { config: { open: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (page) => {
    // The reader's own script and styles stand in its page.
    page.addHook("onSend", async (_request, reply) => {
      reply.header(
        "content-security-policy",
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'",
      );
    });
    page.addHook("onRoute", (route) => {
      route.config = { ...route.config, open: true };
    });
    await page.register(reference, {
      routePrefix: "/api/reference",
      configuration: { url: "/api/openapi.json", telemetry: false, withDefaultFonts: false },
    });
  });
}
