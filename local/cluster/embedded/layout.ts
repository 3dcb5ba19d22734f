import { join } from "node:path";

/** Where the embedded cluster keeps everything it owns. Nothing of it is anywhere else, apart from {@link EmbeddedLayout.binds}' mount points. */
export interface EmbeddedLayout {
  /** Survives a reboot: data, certificates, configuration, programs. */
  readonly root: string;
  /** Emptied by a reboot: sockets, process ids, container state. */
  readonly run: string;
  /** {@link ClusterRecord} as JSON. */
  readonly record: string;
  /** Programs that run in the background: copies, so that emptying the cache breaks nothing. */
  readonly bin: string;
  readonly cniBin: string;
  readonly cniConf: string;
  /** The network configuration before it is in force: pods start only once it is copied to {@link cniConf}. */
  readonly cniStaged: string;
  readonly cniState: string;
  /** Configuration files and scripts that this program writes. */
  readonly etc: string;
  readonly kubernetes: string;
  /** kubeadm's own kubeconfig for an administrator. */
  readonly adminKubeconfig: string;
  readonly kubelet: string;
  readonly containerd: string;
  readonly containerdState: string;
  readonly containerdSocket: string;
  readonly etcd: string;
  readonly calico: string;
  readonly calicoRun: string;
  /** Persistent volumes: one folder per claim. */
  readonly volumes: string;
  readonly log: string;
  readonly podLogs: string;
  /** Process ids and their start times. */
  readonly pids: string;
  /** The pinned mount namespace that kubelet and containerd run in. */
  readonly namespace: string;
  /** Kernel settings as they were before the start. */
  readonly sysctls: string;
  /** Exists when iptables' lock file did not exist before the start. */
  readonly ownXtablesLock: string;
  /** Folders that were made on the host only to be mount points inside the namespace. */
  readonly mountPoints: string;
  /** Where the kernel shows control groups. */
  readonly cgroupBase: string;
  /** Bind mounts inside the namespace: paths that upstream fixes → ours. */
  readonly binds: readonly { readonly from: string; readonly to: string }[];
}

/** The layout below its folders; tests give their own. */
export function embeddedLayout(root = "/var/lib/storefleet", run = "/run/storefleet", cgroupBase = "/sys/fs/cgroup"): EmbeddedLayout {
  const kubernetes = join(root, "kubernetes");
  const kubelet = join(root, "kubelet");
  const cniState = join(root, "cni/state");
  const shims = join(run, "shims");
  return {
    root,
    run,
    record: join(root, "cluster.json"),
    bin: join(root, "bin"),
    cniBin: join(root, "cni/bin"),
    cniConf: join(root, "cni/conf"),
    cniStaged: join(root, "cni/staged"),
    cniState,
    etc: join(root, "etc"),
    kubernetes,
    adminKubeconfig: join(kubernetes, "admin.conf"),
    kubelet,
    containerd: join(root, "containerd"),
    containerdState: join(run, "containerd"),
    containerdSocket: join(run, "containerd/containerd.sock"),
    etcd: join(root, "etcd"),
    calico: join(root, "calico"),
    calicoRun: join(run, "calico"),
    volumes: join(root, "volumes"),
    log: join(root, "log"),
    podLogs: join(root, "log/pods"),
    pids: join(run, "pids"),
    namespace: join(run, "namespace"),
    sysctls: join(run, "sysctls"),
    ownXtablesLock: join(run, "own-xtables-lock"),
    mountPoints: join(root, "mount-points"),
    cgroupBase,
    binds: [
      { from: kubernetes, to: "/etc/kubernetes" },
      { from: kubelet, to: "/var/lib/kubelet" },
      { from: join(root, "log/containers"), to: "/var/log/containers" },
      { from: cniState, to: "/var/lib/cni" },
      { from: join(root, "calico"), to: "/var/lib/calico" },
      { from: join(run, "calico"), to: "/run/calico" },
      { from: shims, to: "/run/containerd" },
    ],
  };
}

/** Names and addresses that are the same on every machine, so that a laptop may change networks between two starts. */
export const network = {
  /**
   * The node's own address, on an interface that we make. Not the address of the network card: that one changes with the network the laptop
   * is in, and with it every certificate and endpoint. Private, because the kubelet refuses link-local ones.
   */
  nodeAddress: "10.245.0.1",
  /** A bridge without ports: unlike a dummy interface every kernel that can run pods has it. */
  nodeInterface: "storefleet0",
  podSubnet: "10.244.0.0/16",
  serviceSubnet: "10.96.0.0/16",
  /** Room for 254 × 4 pod addresses: Kubernetes' default of 110 pods is 18 stores. */
  nodePodMask: 22,
  maxPods: 400,
  dnsAddress: "10.96.0.10",
  apiPort: 6443,
  cniName: "storefleet",
} as const;

/** The node's name; not the host name, which a person may change. */
export const nodeName = "storefleet";

/** The parent of every control group of ours. */
export const cgroup = "storefleet";

/** The class of every claim that names none. */
export const storageClass = "local-path";

/** The programs' PATH: our own copies first. */
export function programPath(layout: EmbeddedLayout): string {
  return `${layout.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}
