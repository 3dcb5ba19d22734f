/** Ports that Traefik listens on inside its pod; none needs a privilege. */
export const traefikPorts = { web: 8000, websecure: 8443, metrics: 9100 } as const;

/** Version of an image by its tag (`…:v3.7.13`, `…:3.6.7-0123456789ab`), or nothing when the tag says none. */
export function imageVersion(image: string): readonly [number, number, number] | undefined {
  const match = /:v?(\d+)\.(\d+)\.(\d+)(?:[-.@][\w.:-]*)?$/.exec(image);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function atLeast(version: readonly [number, number, number] | undefined, ...wanted: [number, number, number]): boolean {
  if (version === undefined) return false;
  const different = wanted.findIndex((part, index) => part !== version[index]);
  return different === -1 || (version[different] ?? 0) > (wanted[different] ?? 0);
}

/**
 * Option against look-alike headers: PHP and others read `X_Auth_User` as `X-Auth-User`, so a client could pass a header
 * that Traefik manages under another spelling. An unknown option would keep Traefik from starting, so it is given only to
 * versions that know it.
 */
function headerStrategy(entryPoint: string, image: string): string[] {
  const version = imageVersion(image);
  if (atLeast(version, 3, 7, 12)) return [`--entryPoints.${entryPoint}.http.aliasHeadersStrategy=delete`];
  const lateThreeSix = version?.[1] === 6 && atLeast(version, 3, 6, 20);
  if (lateThreeSix || atLeast(version, 3, 7, 6)) return [`--entryPoints.${entryPoint}.http.underscoreHeadersStrategy=delete`];
  return [];
}

function entryPoint(name: "web" | "websecure", image: string): string[] {
  return [
    `--entryPoints.${name}.address=:${traefikPorts[name]}`,
    // No proxy in front is trusted: what a client claims in X-Forwarded-* is overwritten.
    `--entryPoints.${name}.forwardedHeaders.insecure=false`,
    `--entryPoints.${name}.http.encodedCharacters.allowEncodedNullCharacter=false`,
    `--entryPoints.${name}.http.encodedCharacters.allowEncodedBackSlash=false`,
    ...headerStrategy(name, image),
  ];
}

/** What decides about Traefik's command line. */
export interface TraefikOptions {
  readonly image: string;
  /** Whether there is an entry point for https. */
  readonly https: boolean;
}

/** Traefik's whole static configuration, as arguments. */
export function traefikArguments({ image, https }: TraefikOptions): string[] {
  return [
    "--global.checkNewVersion=false",
    "--global.sendAnonymousUsage=false",
    "--log.level=INFO",
    "--log.format=json",
    ...entryPoint("web", image),
    ...(https ? [...entryPoint("websecure", image), "--entryPoints.websecure.http.tls=true"] : []),
    `--entryPoints.metrics.address=:${traefikPorts.metrics}`,
    "--metrics.prometheus=true",
    "--metrics.prometheus.entryPoint=metrics",
    "--ping=true",
    "--ping.entryPoint=metrics",
    // The default of 2 s would be most of the time from a ready pod to a reachable shop.
    "--providers.providersThrottleDuration=100ms",
    "--providers.kubernetesCRD=true",
    "--providers.kubernetesCRD.allowCrossNamespace=false",
    "--providers.kubernetesCRD.allowExternalNameServices=false",
    // A store whose pods are not ready answers 503, not 404: the route is there, its service is not.
    "--providers.kubernetesCRD.allowEmptyServices=true",
    "--providers.kubernetesCRD.disableClusterScopeResources=true",
    "--providers.kubernetesCRD.throttleDuration=100ms",
  ];
}
