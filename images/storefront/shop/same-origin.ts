/**
 * Whether a request that changes something comes from a page of this shop.
 *
 * @param origin the Origin header; null when the client sent none, as programs that are no browsers do.
 * @param hosts the names under which the request reached the shop: Host, and X-Forwarded-Host from the ingress.
 */
export function isSameOrigin(origin: string | null, hosts: readonly (string | null)[]): boolean {
  if (origin === null) return true;
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}
