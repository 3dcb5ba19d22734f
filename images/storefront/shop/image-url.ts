/**
 * Rewrites an image address of the backend to one that a shopper can load. The backend names its own files by an address that only
 * resolves inside the cluster; the ingress serves the same files under `/static` and `/uploads` of the shop's host.
 *
 * @returns undefined for an address that no browser should load (other schemes).
 */
export function imageUrl(address: string | null | undefined, backendUrl: string): string | undefined {
  if (!address) return undefined;
  if (!URL.canParse(address, backendUrl)) return undefined;
  const url = new URL(address, backendUrl);
  const isBackendFile =
    url.origin === new URL(backendUrl).origin || (url.protocol === "http:" && /^\/(static|uploads)\//.test(url.pathname));
  if (isBackendFile) return url.pathname + url.search;
  return url.protocol === "https:" ? url.href : undefined;
}
