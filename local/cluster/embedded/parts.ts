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

/**
 * What changes and reads rules: installed on the system, so linked to and not copied. `xtables-nft-multi` is every iptables command in one; named directly,
 * it writes to nf_tables also where an administrator has chosen the older tables for `iptables`, which kube-proxy and Felix would not see.
 */
export const rulePrograms = ["xtables-nft-multi", "ipset", "nft", "conntrack", "nfacct"] as const;
export type RuleProgram = (typeof rulePrograms)[number];

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
