import { type NextRequest, NextResponse } from "next/server";
import { backendState, env } from "./server/backend.ts";
import { unavailablePage } from "./server/unavailable-page.ts";
import { contentSecurityPolicy } from "./shop/content-security.ts";
import { localPath } from "./shop/local-path.ts";

const policyHeader = "content-security-policy";

/** Gives every page its own script nonce, and answers for a backend that is away. */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const { pathname, search, searchParams } = request.nextUrl;
  if (pathname === "/unavailable") return unavailable(localPath(searchParams.get("from")), nonce, policy);
  // Actions of a page that is open already report a missing backend inside that page.
  const isPageAction = request.headers.has("next-action");
  if (!isPageAction && !(await backendState()).ok) return unavailable(localPath(pathname + search), nonce, policy);

  const headers = new Headers(request.headers);
  headers.set(policyHeader, policy);
  headers.set("x-shop-path", pathname + search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(policyHeader, policy);
  return response;
}

export const config = {
  runtime: "nodejs",
  matcher: ["/((?!_next/static/|favicon\\.svg$|robots\\.txt$|healthz$|readyz$).*)"],
};

function unavailable(retryPath: string, nonce: string, policy: string): NextResponse {
  return new NextResponse(unavailablePage(env().title, retryPath, nonce), {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "retry-after": "5", [policyHeader]: policy },
  });
}
