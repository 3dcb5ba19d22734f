import type { FastifyError, FastifyInstance } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { ApiDependencies } from "./dependencies.ts";
import { ApiProblem, problemBody } from "./problems.ts";

/** Postgres is away, starting or stopping: the request may be repeated. */
const databaseAway = /^(08\w{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;
const connectionLost = /Connection terminated|timeout exceeded when trying to connect|connection error|pool after calling end/;

/** Answers every error as problem details; what nobody expected is logged and never shown. */
export function registerErrors(app: FastifyInstance, _dependencies: ApiDependencies): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && problem.code !== "not-supported-yet") request.log.error({ err: error }, "request failed");
    const { retryAfterSeconds } = problem.extras;
    if (retryAfterSeconds !== undefined) reply.header("retry-after", Math.ceil(retryAfterSeconds));
    if (problem.status === 401) reply.header("www-authenticate", "Bearer");
    return reply
      .status(problem.status)
      .type("application/problem+json")
      .send(JSON.stringify(problemBody(problem, request.id)));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = new ApiProblem("not-found", `There is no ${request.method} ${request.url.split("?", 1)[0]}; see /api/reference.`);
    return reply
      .status(404)
      .type("application/problem+json")
      .send(JSON.stringify(problemBody(problem, request.id)));
  });
}

function problemOf(error: FastifyError): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = (error as { validationContext?: string }).validationContext ?? "request";
    return new ApiProblem("invalid-request", `The ${where} is not valid; nothing was changed.`, {
      problems: error.validation.map(({ instancePath, message }) => ({
        store: where,
        field: instancePath.split("/").filter(Boolean).join(".") || where,
        message: message ?? "is not valid",
      })),
    });
  }
  const { code, statusCode, message } = error;
  if (databaseAway.test(code ?? "") || connectionLost.test(message)) {
    return new ApiProblem("database-unavailable", "The database does not answer; nothing was changed. Try again in a moment.", {
      retryAfterSeconds: 2,
    });
  }
  // Class 22: text that a database cannot hold, such as a NUL character.
  if (/^22\w{3}$/.test(code ?? "")) return new ApiProblem("invalid-request", "The request has characters that cannot be stored.");
  if (statusCode === 413) return new ApiProblem("body-too-large", "The body is larger than 64 KiB.");
  if (statusCode === 415) return new ApiProblem("unsupported-media-type", "Send JSON: Content-Type: application/json.");
  if (statusCode === 429) {
    return new ApiProblem("too-many-requests", message, {
      retryAfterSeconds: (error as { retryAfterSeconds?: number }).retryAfterSeconds ?? 60,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new ApiProblem("invalid-request", message);
  return new ApiProblem("internal", "Something unexpected went wrong; the log has the details under this request's id.");
}
