import { backendState } from "../../server/backend.ts";

export const dynamic = "force-dynamic";

/** Readiness: the backend answers and sells to this shop's country. The reason for a "no" is in the log. */
export async function GET(): Promise<Response> {
  const { ok } = await backendState();
  return Response.json({ status: ok ? "ready" : "unavailable" }, { status: ok ? 200 : 503, headers: { "cache-control": "no-store" } });
}
