/** Where the committed definitions come from, and what they must be. `generate.ts` makes them; a test compares the hash. */
export const traefikCrds = {
  module: "github.com/traefik/traefik/v3",
  /**
   * The newest version that can be built where only package registries are reachable. Its definitions serve later
   * versions of 3 too: those only add optional fields, and ours use none of them.
   */
  version: "v3.6.7",
  path: "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml",
  file: "traefik-v3.6.7.yaml",
  sha256: "897b93afab1d743f0f6dc05bf50d2806bac672bd3e5f0d43e9a6ea564bab5765",
} as const;
