/** Program files of the embedded cluster, by where they run. Every path is absolute. */
export interface EmbeddedParts {
  /** With a leading v. */
  readonly kubernetesVersion: string;
  /** Programs that run on the host, by name: copied to the cluster's own folder. */
  readonly host: Readonly<Record<HostProgram, string>>;
  /** CNI plugins by file name. */
  readonly cni: Readonly<Record<"calico" | "host-local" | "loopback" | "portmap", string>>;
  /** Programs that run in pods, by name. */
  readonly pods: Readonly<Record<PodProgram, string>>;
}

export type HostProgram = "containerd" | "containerd-shim-runc-v2" | "ctr" | "runc" | "kubelet" | "kubeadm" | RuleProgram;

/** What the kubelet, portmap and the teardown call to read and change rules. */
export type RuleProgram = (typeof rulePrograms)[number];

const families = ["iptables", "ip6tables"] as const;
export const rulePrograms = [
  ...families.flatMap((family) => [family, `${family}-save`, `${family}-restore`, `${family}-nft-save`, `${family}-nft-restore`] as const),
  "ipset",
  "nft",
  "conntrack",
] as const;

export type PodProgram =
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kube-proxy"
  | "etcd"
  | "pause"
  | "coredns"
  | "calico-felix"
  | "local-path-provisioner";
