import type { GoModule } from "./binary.ts";

const LINUX = ["linux-amd64", "linux-arm64"] as const;
const EVERYWHERE = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"] as const;

const KUBERNETES_VERSION = "1.36.3";
const KUBERNETES_STAMPS = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((path) => [
  [`${path}.gitVersion`, `v${KUBERNETES_VERSION}`],
  [`${path}.gitMajor`, "1"],
  [`${path}.gitMinor`, "36"],
  [`${path}.gitTreeState`, "clean"],
]);

/** kubelet, kubeadm, kubectl and the control plane. Unstamped, kubeadm would take itself for v0.0.0-master. */
export const KUBERNETES: GoModule = {
  folder: "kubernetes",
  version: KUBERNETES_VERSION,
  probe: { module: "k8s.io/kubernetes", version: `v${KUBERNETES_VERSION}` },
  stamps: Object.fromEntries(KUBERNETES_STAMPS),
  platforms: EVERYWHERE,
  seconds: 280,
  workMebibytes: 6000,
};

/** The release that kubeadm 1.36 expects. */
export const ETCD: GoModule = {
  folder: "etcd",
  version: "3.6.8",
  probe: { module: "go.etcd.io/etcd/server/v3", version: "v3.6.8" },
  stamps: {},
  platforms: LINUX,
  seconds: 35,
  workMebibytes: 900,
};

/** Holds a pod's namespaces open; our own twenty lines, because Kubernetes publishes its C program only as an image. */
export const PAUSE: GoModule = {
  folder: "pause",
  version: "3.10.2",
  stamps: { "main.version": "3.10.2" },
  platforms: LINUX,
  seconds: 5,
  workMebibytes: 150,
};

/** The only Calico 3.2x that the Go registry serves: a commit of release branch 3.28 whose manifests say v3.28.5. */
export const CALICO: GoModule = {
  folder: "calico",
  version: "3.28.5",
  probe: { module: "github.com/projectcalico/calico", version: "v1.11.0-cni-plugin.0.20250813170300-a0db560f0520" },
  stamps: { "main.VERSION": "v3.28.5", "github.com/projectcalico/calico/felix/buildinfo.GitVersion": "v3.28.5" },
  platforms: LINUX,
  seconds: 80,
  workMebibytes: 3000,
};

export const COREDNS: GoModule = {
  folder: "coredns",
  version: "1.14.2",
  probe: { module: "github.com/coredns/coredns", version: "v1.14.2" },
  stamps: {},
  platforms: LINUX,
  seconds: 95,
  workMebibytes: 2500,
};

export const LOCAL_PATH_PROVISIONER: GoModule = {
  folder: "local-path-provisioner",
  version: "0.0.30",
  probe: { module: "github.com/rancher/local-path-provisioner", version: "v0.0.30" },
  stamps: { "main.VERSION": "v0.0.30" },
  platforms: LINUX,
  seconds: 55,
  workMebibytes: 1500,
};

/** 3.7 and later cannot be built from the registry: it refuses one of their dependencies. For local clusters only; see the catalog. */
export const TRAEFIK: GoModule = {
  folder: "traefik",
  version: "3.6.7",
  probe: { module: "github.com/traefik/traefik/v3", version: "v3.6.7" },
  stamps: { "github.com/traefik/traefik/v3/pkg/version.Version": "3.6.7" },
  platforms: LINUX,
  seconds: 240,
  workMebibytes: 5500,
};

/** Charts see the Kubernetes version of Helm's client-go (0.35) unless a cluster is asked; unstamped it would be 1.20. */
export const HELM: GoModule = {
  folder: "helm",
  version: "3.20.2",
  probe: { module: "helm.sh/helm/v3", version: "v3.20.2" },
  stamps: {
    "helm.sh/helm/v3/internal/version.version": "v3.20.2",
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "35",
    "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor": "1",
    "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor": "35",
  },
  platforms: EVERYWHERE,
  seconds: 45,
  workMebibytes: 2000,
};

export const PULUMI: GoModule = {
  folder: "pulumi",
  version: "3.259.0",
  probe: { module: "github.com/pulumi/pulumi/pkg/v3", version: "v3.259.0" },
  stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.259.0" },
  platforms: EVERYWHERE,
  seconds: 180,
  workMebibytes: 4500,
};

const PROVIDER_MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** The only provider version in the Go registry: its module has no v4 tags, and one pseudo-version is served. */
export const PULUMI_KUBERNETES: GoModule = {
  folder: "pulumi-resource-kubernetes",
  version: "4.18.1",
  probe: { module: PROVIDER_MODULE, version: "v4.0.0-20240930223531-b7dae6b4ea56" },
  stamps: { [`${PROVIDER_MODULE}/pkg/version.Version`]: "v4.18.1" },
  embeds: [
    {
      module: PROVIDER_MODULE,
      source: "cmd/pulumi-resource-kubernetes/schema.json",
      target: "schema-embed.json",
      properties: { version: "4.18.1" },
    },
    {
      module: PROVIDER_MODULE,
      source: "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
      target: "terraform-mapping-embed.json",
    },
  ],
  platforms: EVERYWHERE,
  seconds: 250,
  workMebibytes: 6000,
};
