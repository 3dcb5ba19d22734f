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

/** Class that an Ingress must name to be served; only the solvers of certificate challenges do. */
export const challengeClass = "storefleet-acme";

/**
 * Options against names that lead elsewhere, for versions that know them:
 * - Unset, every namespace may name middlewares and services of other providers (`x@file`). An empty list is rendered by
 *   neither the chart nor the command line, so the list holds the one namespace that is ours.
 * - `<namespace>-<name>` is ambiguous: a store could choose its names so that they collide with another's.
 */
function namespaceGuards(provider: string, { image, namespace }: TraefikOptions): string[] {
  const version = imageVersion(image);
  const lateThreeSix = version?.[1] === 6 && atLeast(version, 3, 6, 17);
  return lateThreeSix || atLeast(version, 3, 7, 1) ? [`--providers.${provider}.crossProviderNamespaces=${namespace}`] : [];
}

function safeNaming(image: string): string[] {
  return atLeast(imageVersion(image), 3, 7, 11) ? ["--providers.kubernetesCRD.safeNaming=true"] : [];
}

/** Everything moves to https. A certificate's challenge follows, and any certificate will do for it. */
function redirectToHttps(port: number): string[] {
  return [
    `--entryPoints.web.http.redirections.entryPoint.to=:${port}`,
    "--entryPoints.web.http.redirections.entryPoint.scheme=https",
    "--entryPoints.web.http.redirections.entryPoint.permanent=true",
  ];
}

/** Ingress objects of this one namespace and class, and no other: the solvers of certificate challenges. */
function challenges(options: TraefikOptions): string[] {
  return [
    "--providers.kubernetesIngress=true",
    `--providers.kubernetesIngress.namespaces=${options.namespace}`,
    `--providers.kubernetesIngress.ingressClass=${challengeClass}`,
    "--providers.kubernetesIngress.disableClusterScopeResources=true",
    "--providers.kubernetesIngress.allowExternalNameServices=false",
    ...namespaceGuards("kubernetesIngress", options),
  ];
}

/** What decides about Traefik's command line. */
export interface TraefikOptions {
  readonly image: string;
  /** Namespace of the ingress controller. */
  readonly namespace: string;
  /** Port of https as shoppers see it; undefined: there is none. */
  readonly https?: number | undefined;
  /**
   * Serve the solvers of certificate challenges (HTTP-01).
   * @default false
   */
  readonly challenges?: boolean;
}

/** Traefik's whole static configuration, as arguments. */
export function traefikArguments(options: TraefikOptions): string[] {
  const { image, https } = options;
  return [
    "--global.checkNewVersion=false",
    "--global.sendAnonymousUsage=false",
    "--log.level=INFO",
    "--log.format=json",
    ...entryPoint("web", image),
    ...(https === undefined ? [] : [...redirectToHttps(https), ...entryPoint("websecure", image), "--entryPoints.websecure.http.tls=true"]),
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
    ...namespaceGuards("kubernetesCRD", options),
    ...safeNaming(image),
    ...(options.challenges === true ? challenges(options) : []),
  ];
}
