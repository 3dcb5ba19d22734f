import { type NextRequest, NextResponse } from "next/server";
import { env, shopState } from "./server/backend.ts";
import { unavailablePage } from "./server/unavailable-page.ts";
import { contentSecurityPolicy } from "./shop/content-security.ts";
import { localPath } from "./shop/local-path.ts";
import { isSameOrigin } from "./shop/same-origin.ts";

const policyHeader = "content-security-policy";

/** Gives every page its own script nonce, and answers for a backend that is away. */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const { pathname, search, searchParams } = request.nextUrl;
  if (request.method === "POST" && !isSameOrigin(request.headers.get("origin"), hostsOf(request))) return foreignPost();
  if (pathname === "/unavailable") return unavailable(localPath(searchParams.get("from")), nonce, policy);
  // Actions of a page that is open already report a missing backend inside that page.
  const isPageAction = request.headers.has("next-action");
  if (!isPageAction && !(await shopState()).ok) return unavailable(localPath(pathname + search), nonce, policy);

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

function hostsOf({ headers }: NextRequest): readonly (string | null)[] {
  return [headers.get("host"), headers.get("x-forwarded-host")];
}

// The framework refuses these as well, but as an internal error with a stack trace in the log.
function foreignPost(): NextResponse {
  return new NextResponse("Forms of this shop can only be sent from its own pages.\n", { status: 403 });
}

function unavailable(retryPath: string, nonce: string, policy: string): NextResponse {
  return new NextResponse(unavailablePage(env().title, retryPath, nonce), {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "retry-after": "5", [policyHeader]: policy },
  });
}
