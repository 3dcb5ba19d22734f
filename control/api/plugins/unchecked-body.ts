import type { FastifyRouteSchemaDef } from "fastify/types/schema.js";
import { validatorCompiler } from "fastify-type-provider-zod";
import type { z } from "zod";

/**
 * Checks everything but the body, which the route itself checks as a whole store, so that its problems are told in the same words
 * as those of a declared store. The documentation still shows the body's schema.
 */
export function bodyUnchecked(route: FastifyRouteSchemaDef<unknown>) {
  if (route.httpPart === "body") return (value: unknown) => ({ value });
  return validatorCompiler(route as FastifyRouteSchemaDef<z.ZodType>);
}
