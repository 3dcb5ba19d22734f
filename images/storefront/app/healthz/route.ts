export const dynamic = "force-dynamic";

/** Liveness: the process answers. Says nothing about the backend, so that its outage never restarts the shop. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
