import { createRequire } from "node:module";

const { defineConfig } = createRequire(import.meta.url)("@medusajs/framework/utils");

const { DATABASE_URL, REDIS_URL, MEDUSA_BACKEND_URL, MEDUSA_WORKER_MODE = "shared", DISABLE_MEDUSA_ADMIN } = process.env;
const redis = { redisUrl: REDIS_URL };

export default defineConfig({
  projectConfig: {
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    workerMode: MEDUSA_WORKER_MODE,
    http: {
      storeCors: process.env.STORE_CORS ?? "",
      adminCors: process.env.ADMIN_CORS ?? "",
      authCors: process.env.AUTH_CORS ?? "",
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
    // Medusa's default in production, always secure, sets no cookie at all over plain http, so nobody could log in on a workstation.
    // "auto" follows X-Forwarded-Proto, which the ingress overwrites.
    cookieOptions: { secure: "auto" },
  },
  admin: {
    disable: DISABLE_MEDUSA_ADMIN === "true",
    // Relative, because the page is built once for all stores.
    backendUrl: "/",
  },
  modules: [
    {
      resolve: "@medusajs/medusa/caching",
      options: { providers: [{ resolve: "@medusajs/medusa/caching-redis", id: "caching-redis", is_default: true, options: redis }] },
    },
    { resolve: "@medusajs/medusa/event-bus-redis", options: redis },
    { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis } },
    {
      resolve: "@medusajs/medusa/locking",
      options: { providers: [{ resolve: "@medusajs/medusa/locking-redis", id: "locking-redis", is_default: true, options: redis }] },
    },
    {
      resolve: "@medusajs/medusa/file",
      options: {
        providers: [
          {
            resolve: "@medusajs/medusa/file-local",
            id: "local",
            options: { backend_url: `${MEDUSA_BACKEND_URL ?? "http://localhost:9000"}/static` },
          },
        ],
      },
    },
  ],
});
