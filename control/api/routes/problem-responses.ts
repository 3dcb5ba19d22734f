import { problemSchema } from "../schemas/problem.ts";

const content = { "application/problem+json": { schema: problemSchema } };

/** Documented refusals of a route. */
export const refusals = {
  "4xx": { description: "Refused; act on `code`.", content },
  "5xx": { description: "Not possible right now, or not supported yet.", content },
} as const;
