import { BINARY_NAMES, type Binary, type BinaryName, type Catalog } from "./binary.ts";
import {
  CALICO,
  COREDNS,
  ETCD,
  HELM,
  KUBERNETES,
  LOCAL_PATH_PROVISIONER,
  PAUSE,
  PULUMI,
  PULUMI_KUBERNETES,
  TRAEFIK,
} from "./go-modules.ts";
import {
  COREDNS_RELEASE,
  ETCD_RELEASE,
  HELM_RELEASE,
  kubernetesRelease,
  PULUMI_KUBERNETES_RELEASE,
  PULUMI_RELEASE,
  TRAEFIK_RELEASE,
} from "./releases.ts";

const LINUX = ["linux-amd64", "linux-arm64"] as const;

/**
 * Every binary that Storefleet runs on a workstation.
 *
 * Two of them have different versions by route, because the Go registry does not serve the newer one: the Kubernetes plugin
 * (official 4.34.2, Go 4.18.1) and Traefik (official 3.7.13, Go 3.6.7). Callers must use the version of the resolved binary,
 * never one of these numbers.
 */
export const CATALOG: Catalog = {
  pulumi: {
    name: "pulumi",
    purpose: "cli",
    title: "Pulumi engine",
    official: PULUMI_RELEASE,
    go: { module: PULUMI, package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
    versionCommand: { arguments: ["version"], prefix: "v" },
  },
  "pulumi-resource-kubernetes": {
    name: "pulumi-resource-kubernetes",
    purpose: "cli",
    title: "Pulumi's Kubernetes plugin",
    official: PULUMI_KUBERNETES_RELEASE,
    go: { module: PULUMI_KUBERNETES, package: "." },
  },
  helm: {
    name: "helm",
    purpose: "cli",
    title: "Helm",
    official: HELM_RELEASE,
    go: { module: HELM, package: "helm.sh/helm/v3/cmd/helm" },
    versionCommand: { arguments: ["version", "--short"], prefix: "v" },
  },
  kubectl: {
    ...kubernetes("kubectl", "Kubernetes client", { arguments: ["version", "--client"], prefix: "Client Version: v" }),
    purpose: "cli",
    official: kubernetesRelease("kubectl", ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"], {
      "linux-amd64": "ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336",
      "linux-arm64": "3d86f24401c41ae5a46ac50eef8865fe891d3647d324a0836f6c63757a126e62",
    }),
  },
  kubelet: {
    ...kubernetes("kubelet", "Kubernetes node agent"),
    official: kubernetesRelease("kubelet", LINUX, {
      "linux-amd64": "46707a53209f826ad0f0d62371ac69cd00e78fd9a8176cf5f6f87f18f7f8b718",
      "linux-arm64": "57205a5daf5883873d87b4914e1e00bdd7707acd075714788cfb0fc1f60bc414",
    }),
  },
  kubeadm: {
    ...kubernetes("kubeadm", "Kubernetes installer", { arguments: ["version", "-o", "short"], prefix: "v" }),
    official: kubernetesRelease("kubeadm", LINUX, {
      "linux-amd64": "bba1733c701bf70ec74ba1cc3fd5745404c1134a8a4b0a5f8560cc9832023421",
      "linux-arm64": "276cfbdc43b10fef663288cc1ed76abf77b1b7f700e9f1c053cb5dc3115484de",
    }),
  },
  "kube-apiserver": kubernetes("kube-apiserver", "Kubernetes API server"),
  "kube-controller-manager": kubernetes("kube-controller-manager", "Kubernetes controllers"),
  "kube-scheduler": kubernetes("kube-scheduler", "Kubernetes scheduler"),
  "kube-proxy": kubernetes("kube-proxy", "Kubernetes service routing"),
  etcd: {
    name: "etcd",
    purpose: "cluster",
    title: "etcd, the cluster's database",
    official: ETCD_RELEASE,
    go: { module: ETCD, package: "go.etcd.io/etcd/server/v3" },
    versionCommand: { arguments: ["--version"], prefix: "etcd Version: " },
  },
  pause: {
    name: "pause",
    purpose: "cluster",
    title: "pod sandbox",
    go: { module: PAUSE, package: "." },
    versionCommand: { arguments: ["-v"], prefix: "pause " },
  },
  "calico-felix": {
    name: "calico-felix",
    purpose: "cluster",
    title: "Calico's policy agent",
    go: { module: CALICO, package: "github.com/projectcalico/calico/felix/cmd/calico-felix" },
    versionCommand: { arguments: ["--version"], prefix: "v" },
  },
  // The program looks at its own file name: under any other than "calico" it refuses to run.
  calico: {
    name: "calico",
    purpose: "cluster",
    title: "Calico's network plugin",
    go: { module: CALICO, package: "github.com/projectcalico/calico/cni-plugin/cmd/calico" },
    versionCommand: { arguments: ["-v"], prefix: "v" },
  },
  coredns: {
    name: "coredns",
    purpose: "cluster",
    title: "CoreDNS",
    official: COREDNS_RELEASE,
    go: { module: COREDNS, package: "github.com/coredns/coredns" },
    versionCommand: { arguments: ["-version"], prefix: "CoreDNS-" },
  },
  "local-path-provisioner": {
    name: "local-path-provisioner",
    purpose: "cluster",
    title: "volumes in host folders",
    go: { module: LOCAL_PATH_PROVISIONER, package: "github.com/rancher/local-path-provisioner" },
    versionCommand: { arguments: ["--version"], prefix: "v" },
  },
  traefik: {
    name: "traefik",
    purpose: "cluster",
    title: "Traefik ingress",
    official: TRAEFIK_RELEASE,
    go: { module: TRAEFIK, package: "github.com/traefik/traefik/v3/cmd/traefik" },
    versionCommand: { arguments: ["version"] },
  },
};

/** What a workstation needs for any cluster. */
export const CLI_BINARIES = BINARY_NAMES.filter((name) => CATALOG[name].purpose === "cli");

/** What the embedded cluster needs in addition (it also uses `kubectl`). */
export const CLUSTER_BINARIES = BINARY_NAMES.filter((name) => CATALOG[name].purpose === "cluster");

function kubernetes(
  name: BinaryName,
  title: string,
  versionCommand: Binary["versionCommand"] = { arguments: ["--version"], prefix: "Kubernetes v" },
): Binary {
  return {
    name,
    purpose: "cluster",
    title,
    official: kubernetesRelease(name, LINUX),
    go: { module: KUBERNETES, package: `k8s.io/kubernetes/cmd/${name}` },
    versionCommand,
  };
}
