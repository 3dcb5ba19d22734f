import { createHash } from "node:crypto";
import type { NextConfig } from "next";

/** Headers that never vary; the Content-Security-Policy carries a nonce and comes from middleware.ts. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not no-referrer: browsers would then send "Origin: null" with forms, which the server-action origin check refuses.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

// Names of server actions derive from this key: a fixed one keeps the forms of pages working that were opened before an update.
// It protects nothing here: it would encrypt the values that an action captures, and no action of this shop captures any.
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ??= createHash("sha256").update("storefleet storefront actions").digest("base64");

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  // Product images are served by the backend as they are: no optimiser, no native image library in the image.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**", "node_modules/typescript/**"] },
  poweredByHeader: false,
  reactStrictMode: true,
  cacheMaxMemorySize: 0,
  experimental: {
    isrFlushToDisk: false,
    serverActions: { bodySizeLimit: "64kb" },
  },
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
