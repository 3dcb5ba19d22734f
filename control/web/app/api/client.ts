import createClient from "openapi-fetch";
import { ApiFailure, Unreachable } from "./failure.ts";
import type { paths } from "./generated/openapi.ts";

/** The API that serves this page; the session is a cookie. Typed by its OpenAPI document. */
export const api = createClient<paths>({ credentials: "same-origin", fetch: reach });

/**
 * What the API answered.
 *
 * @throws {ApiFailure} on a refusal, with the API's own words
 * @throws {Unreachable} when no answer came
 */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiFailure(response.status, error);
  return data as T;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable();
  }
}
