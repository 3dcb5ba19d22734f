import { createRequire } from "node:module";

/**
 * Builds the admin page to .medusa/admin, as `medusa build --admin-only` does, but without TypeScript, and with an exit code that is not 0 when it fails.
 */
const require = createRequire(import.meta.url);
const { Compiler } = require("@medusajs/framework/build-tools");
const { logger } = require("@medusajs/framework/logger");

process.env.NODE_ENV = "production";
process.env.DISABLE_MEDUSA_ADMIN = "true";
const built = await new Compiler(import.meta.dirname, logger).buildAppFrontend(true, undefined, require("@medusajs/admin-bundler"));
process.exit(built ? 0 : 1);
