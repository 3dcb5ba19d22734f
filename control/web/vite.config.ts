import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The dashboard's build. `npx vite control/web` serves it with hot reload and hands `/api` to a control plane that runs
 * on `STOREFLEET_API`.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: join(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2024",
    // Inlined fonts and pictures would count against the first load and need `data:` in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/api": process.env.STOREFLEET_API ?? "http://127.0.0.1:8080" },
  },
});
