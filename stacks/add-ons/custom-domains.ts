import { storeHost } from "../../constructs/names.ts";
import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";

const labels = addOnLabels("custom-domains");

/**
 * Routes that lead from a domain of a merchant's own to the shop: `https://www.roses.com/x` → `https://roses.<baseDomain>/x`. They
 * are the platform's, in its namespace; a store cannot claim a domain.
 *
 * @param domains Store by domain.
 */
export function customDomainObjects(domains: Readonly<Record<string, string>>, baseDomain: string, namespace: string): KubernetesObject[] {
  return Object.entries(domains).flatMap(([domain, store]) => {
    const name = `domain-${domain.replaceAll(".", "-")}`;
    const metadata = { name, namespace, labels };
    const target = storeHost(store, { baseDomain, scheme: "https" });
    return [
      {
        apiVersion: "traefik.io/v1alpha1",
        kind: "Middleware",
        metadata,
        spec: {
          redirectRegex: {
            regex: `^https://${domain.replaceAll(".", "\\.")}/(.*)$`,
            replacement: `https://${target}/\${1}`,
            permanent: false,
          },
        },
      },
      {
        apiVersion: "traefik.io/v1alpha1",
        kind: "IngressRoute",
        metadata,
        spec: {
          entryPoints: ["websecure"],
          routes: [
            {
              kind: "Rule",
              match: `Host(\`${domain}\`)`,
              // A certificate's challenge must come first.
              priority: 1,
              middlewares: [{ name }],
              services: [{ name: "noop@internal", kind: "TraefikService" }],
            },
          ],
          tls: {},
        },
      },
    ];
  });
}
