/**
 * Everything that an image is made of and that has a version. A change here changes the content hash, and so the tag, of the images that use it.
 * Npm packages are locked by the package-lock.json in the image's folder; keep the two in step (a test compares them).
 */
export const versions = {
  debian: {
    suite: "trixie",
    /** Raise to today's date to rebuild with that day's security updates. */
    snapshot: "2026-11-21",
  },
  node: "24.21.0",
  medusa: "2.21.2",
  /** Major versions of Debian's packages; the exact ones are in each image's SBOM. */
  postgres: "17",
  valkey: "8.1",
  storefront: "0.1.0",
  toolbox: "13",
  mariadb: "11.8",
  php: "8.4",
  /** With the checksums in recipes/woocommerce-archives.ts. */
  wordpress: "7.1.4",
  woocommerce: "11.0.1",
  wpCli: "2.12.0",
  /** Of this repository itself. */
  controlPlane: "0.1.0",
} as const;
