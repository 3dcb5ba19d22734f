import type { KubernetesObject } from "../../constructs/store.ts";
import type { DnsSolver } from "../cluster/made-cluster.ts";
import type { CertificateSettings } from "../cluster/settings.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { challengeClass } from "./traefik-options.ts";

/** What the certificates of an environment depend on. */
export interface CertificateOptions {
  readonly settings: CertificateSettings;
  readonly baseDomain: string;
  /** Namespace of the ingress controller: certificates lie beside it, so that no store can read one. */
  readonly namespace: string;
  readonly solver: DnsSolver;
  /** Hosts of their own that shops have besides `<name>.<baseDomain>`. */
  readonly customDomains: readonly string[];
}

/** Secret with the certificate of every `<name>.<baseDomain>`. */
export const wildcardSecret = "storefleet-wildcard";

const issuers = { dns: "storefleet-dns", http: "storefleet-http" } as const;
const directories = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;
const labels = addOnLabels("cert-manager");

function issuer(name: string, { email, staging }: CertificateSettings, solver: object): KubernetesObject {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name, labels },
    spec: {
      acme: {
        email,
        server: staging ? directories.staging : directories.production,
        privateKeySecretRef: { name: `${name}-account` },
        solvers: [solver],
      },
    },
  };
}

function certificate(name: string, namespace: string, dnsNames: readonly string[], issuerName: string): KubernetesObject {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name, namespace, labels },
    spec: {
      secretName: name,
      dnsNames: [...dnsNames],
      issuerRef: { kind: "ClusterIssuer", name: issuerName },
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      revisionHistoryLimit: 2,
    },
  };
}

/** Name of the Secret with a custom domain's certificate. */
function customSecret(domain: string): string {
  return `domain-${domain.replaceAll(".", "-")}`;
}

/**
 * Issuers, the wildcard certificate, one for each custom domain, and Traefik's use of them.
 *
 * One wildcard serves every shop of the base domain: Let's Encrypt allows 50 certificates a week for a domain, and a wildcard
 * can be proven by DNS only. A custom domain's zone is not ours, so that one is proven by HTTP.
 */
export function certificateObjects(options: CertificateOptions): KubernetesObject[] {
  const { settings, baseDomain, namespace, solver, customDomains } = options;
  const dns = {
    dns01: {
      azureDNS: {
        subscriptionID: solver.subscriptionId,
        resourceGroupName: solver.resourceGroup,
        hostedZoneName: solver.zone,
        environment: "AzurePublicCloud",
        managedIdentity: { clientID: solver.clientId },
      },
    },
  };
  const http = { http01: { ingress: { class: challengeClass } } };
  const secrets = customDomains.map(customSecret);
  return [
    issuer(issuers.dns, settings, dns),
    issuer(issuers.http, settings, http),
    certificate(wildcardSecret, namespace, [baseDomain, `*.${baseDomain}`], issuers.dns),
    ...customDomains.map((domain) => certificate(customSecret(domain), namespace, [domain], issuers.http)),
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "TLSStore",
      // Traefik reads the one of this name as everybody's.
      metadata: { name: "default", namespace, labels },
      spec: {
        defaultCertificate: { secretName: wildcardSecret },
        ...(secrets.length === 0 ? {} : { certificates: secrets.map((secretName) => ({ secretName })) }),
      },
    },
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "TLSOption",
      metadata: { name: "default", namespace, labels },
      spec: {
        minVersion: "VersionTLS12",
        cipherSuites: [
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        ],
      },
    },
  ];
}
