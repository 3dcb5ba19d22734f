/** A Helm chart at one version. */
export interface PinnedChart {
  /** Address of an OCI chart, or a chart's name in {@link repository}. */
  readonly chart: string;
  /** @default - an OCI chart needs none */
  readonly repository?: string;
  readonly version: string;
}

/**
 * Every add-on of a production cluster at one version: the only place to change one. Images carry the digest of their index, so
 * that a moved tag changes nothing. k3s brings CoreDNS and metrics-server itself (stacks/cluster/cloud-init/k3s-release.ts).
 */
export const addOnVersions = {
  /** 3.7.13 is the first release outside the range of CVE-2026-85594; k3s's own is 3.7.8. */
  traefik: {
    image: "docker.io/library/traefik:v3.7.13@sha256:24841fe2de7304c149343d877d2923b4c8800a38ba015dea9174c23b20e344a0",
  },
  certManager: {
    chart: { chart: "oci://quay.io/jetstack/charts/cert-manager", version: "v1.21.2" },
    digests: {
      controller: "sha256:70f532fd9cfde0b09d55687200942399d89838bc2d5d5b45152eb799a15912b8",
      webhook: "sha256:a60e2dac46dbb8a7f3df95c54ce941012f54c2fe022f0ee55aaa1ab40ed957ae",
      cainjector: "sha256:c85268c64f2e0e76684bf5fe8906caff34b82523561c6affe0fae3546bd87562",
      acmesolver: "sha256:699b40d622211ab7accad8a21b04c5fbaa1841ef7a12621e8de492dbe27b2503",
      startupapicheck: "sha256:46e75b6866359ffb5d82624f41e3ed1c70b2994982702ced547ce5edb418a8f5",
    },
  },
  lvmLocalPv: { chart: { chart: "lvm-localpv", repository: "https://openebs.github.io/lvm-localpv", version: "1.10.1" } },
  metricsServer: {
    image: "registry.k8s.io/metrics-server/metrics-server:v0.9.0@sha256:25d291fde59974547bac6f07fa9d6cf6f5bedd1f19d60c893311c5e741e0a42f",
  },
  victoriaMetrics: {
    image: "docker.io/victoriametrics/victoria-metrics:v1.152.0@sha256:86ca5fdb6d87d56ba047b044039019ba2bd9042b36e35f6ea34e437b6c825cef",
  },
} as const satisfies Record<string, { image: string } | { chart: PinnedChart; digests?: Record<string, string> }>;
