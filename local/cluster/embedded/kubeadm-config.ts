import { stringify } from "yaml";
import { cgroup, type EmbeddedLayout, network, nodeName } from "./layout.ts";

const tenYears = "87600h";

/** Kubernetes components that kubeadm writes as static pods, with the CPU they may count on: a workstation has few cores and the stores need them. */
const staticPodCpu = { "kube-apiserver": "100m", "kube-controller-manager": "50m", "kube-scheduler": "25m", etcd: "50m" } as const;

/** `--config` of `kubeadm init`: four documents. */
export function kubeadmConfig(layout: EmbeddedLayout, kubernetesVersion: string): string {
  return [
    initConfiguration(layout),
    clusterConfiguration(layout, kubernetesVersion),
    kubeletConfiguration(layout),
    kubeProxyConfiguration(),
  ]
    .map((document) => stringify(document, { lineWidth: 0 }))
    .join("---\n");
}

/** Files of kubeadm's patches folder by name. */
export function kubeadmPatches(): Readonly<Record<string, string>> {
  const patches: Record<string, string> = {
    "corednsdeployment+strategic.yaml": stringify({
      // A kubelet that just started spreads first probes over a period: with the usual 10 s names would not resolve for as long.
      spec: { replicas: 1, template: { spec: { containers: [{ name: "coredns", readinessProbe: { periodSeconds: 2 } }] } } },
    }),
  };
  for (const [name, cpu] of Object.entries(staticPodCpu)) {
    patches[`${name}+strategic.yaml`] = stringify({ spec: { containers: [{ name, resources: { requests: { cpu } } }] } });
  }
  return patches;
}

function initConfiguration(layout: EmbeddedLayout) {
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "InitConfiguration",
    localAPIEndpoint: { advertiseAddress: network.nodeAddress, bindPort: network.apiPort },
    nodeRegistration: {
      name: nodeName,
      criSocket: `unix://${layout.containerdSocket}`,
      imagePullPolicy: "Never",
      taints: [],
      kubeletExtraArgs: [{ name: "node-ip", value: network.nodeAddress }],
      ignorePreflightErrors: [
        "SystemVerification",
        "Swap",
        "Hostname",
        "FileExisting-socat",
        "FileExisting-conntrack",
        "FileExisting-crictl",
        "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables",
        "DirAvailable--var-lib-etcd",
      ],
    },
    patches: { directory: `${layout.etc}/patches` },
    skipPhases: ["show-join-command"],
  };
}

function clusterConfiguration(layout: EmbeddedLayout, kubernetesVersion: string) {
  const args = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "ClusterConfiguration",
    kubernetesVersion,
    clusterName: "storefleet",
    // A cluster that slept for a year must still start.
    certificateValidityPeriod: tenYears,
    caCertificateValidityPeriod: tenYears,
    encryptionAlgorithm: "ECDSA-P256",
    networking: { podSubnet: network.podSubnet, serviceSubnet: network.serviceSubnet, dnsDomain: "cluster.local" },
    apiServer: {
      certSANs: ["localhost", "127.0.0.1", network.nodeAddress],
      extraArgs: args({ "bind-address": network.nodeAddress, profiling: "false" }),
    },
    controllerManager: {
      // One node: waiting for the lease of the process that died would cost 15 s at every start.
      extraArgs: args({
        "leader-elect": "false",
        profiling: "false",
        "node-cidr-mask-size": String(network.nodePodMask),
        "flex-volume-plugin-dir": `${layout.kubelet}/volume-plugins`,
        "cluster-signing-duration": tenYears,
      }),
    },
    scheduler: { extraArgs: args({ "leader-elect": "false", profiling: "false" }) },
    etcd: { local: { dataDir: layout.etcd, extraArgs: args({ "quota-backend-bytes": String(512 * 1024 * 1024) }) } },
  };
}

function kubeletConfiguration(layout: EmbeddedLayout) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: network.nodeAddress,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    resolvConf: `${layout.etc}/resolv.conf`,
    podLogsDir: layout.podLogs,
    volumePluginDir: `${layout.kubelet}/volume-plugins`,
    containerLogMaxSize: "5Mi",
    containerLogMaxFiles: 2,
    maxPods: network.maxPods,
    // How soon a changed state is seen; an unchanged one is still reported every five minutes only.
    nodeStatusUpdateFrequency: "2s",
    nodeStatusReportFrequency: "5m0s",
    serializeImagePulls: false,
    // Nothing can be pulled again, so nothing may be removed.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%", "nodefs.inodesFree": "1%" },
  };
}

function kubeProxyConfiguration() {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    // The host's connection tracking is not ours to size.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
