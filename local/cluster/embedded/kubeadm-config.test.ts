import { describe, expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { kubeadmConfig, kubeadmPatches } from "./kubeadm-config.ts";
import { embeddedLayout } from "./layout.ts";

const documents = parseAllDocuments(kubeadmConfig(embeddedLayout(), "v1.36.3")).map((document) => document.toJS());

describe("kubeadm's configuration", () => {
  test("registers the node under its own name and address, and pulls nothing", () => {
    expect(documents[0]).toEqual({
      apiVersion: "kubeadm.k8s.io/v1beta4",
      kind: "InitConfiguration",
      localAPIEndpoint: { advertiseAddress: "10.245.0.1", bindPort: 6443 },
      nodeRegistration: {
        name: "storefleet",
        criSocket: "unix:///run/storefleet/containerd/containerd.sock",
        imagePullPolicy: "Never",
        taints: [],
        kubeletExtraArgs: [{ name: "node-ip", value: "10.245.0.1" }],
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
      patches: { directory: "/var/lib/storefleet/etc/patches" },
      skipPhases: ["show-join-command"],
    });
  });

  test("keeps etcd's data in our folder, the API server off other networks, and every certificate valid for ten years", () => {
    expect(documents[1]).toEqual({
      apiVersion: "kubeadm.k8s.io/v1beta4",
      kind: "ClusterConfiguration",
      kubernetesVersion: "v1.36.3",
      clusterName: "storefleet",
      certificateValidityPeriod: "87600h",
      caCertificateValidityPeriod: "87600h",
      encryptionAlgorithm: "ECDSA-P256",
      networking: { podSubnet: "10.244.0.0/16", serviceSubnet: "10.96.0.0/16", dnsDomain: "cluster.local" },
      apiServer: {
        certSANs: ["localhost", "127.0.0.1", "10.245.0.1"],
        extraArgs: [
          { name: "bind-address", value: "10.245.0.1" },
          { name: "profiling", value: "false" },
        ],
      },
      controllerManager: {
        extraArgs: [
          { name: "leader-elect", value: "false" },
          { name: "profiling", value: "false" },
          { name: "node-cidr-mask-size", value: "22" },
          { name: "flex-volume-plugin-dir", value: "/var/lib/storefleet/kubelet/volume-plugins" },
          { name: "cluster-signing-duration", value: "87600h" },
        ],
      },
      scheduler: {
        extraArgs: [
          { name: "leader-elect", value: "false" },
          { name: "profiling", value: "false" },
        ],
      },
      etcd: { local: { dataDir: "/var/lib/storefleet/etcd", extraArgs: [{ name: "quota-backend-bytes", value: "536870912" }] } },
    });
  });

  test("gives the kubelet its own control group, logs and resolver, and never collects images", () => {
    expect(documents[2]).toEqual({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      address: "10.245.0.1",
      cgroupDriver: "cgroupfs",
      cgroupRoot: "/storefleet",
      failCgroupV1: false,
      failSwapOn: false,
      resolvConf: "/var/lib/storefleet/etc/resolv.conf",
      podLogsDir: "/var/lib/storefleet/log/pods",
      volumePluginDir: "/var/lib/storefleet/kubelet/volume-plugins",
      containerLogMaxSize: "5Mi",
      containerLogMaxFiles: 2,
      maxPods: 400,
      nodeStatusUpdateFrequency: "2s",
      nodeStatusReportFrequency: "5m0s",
      serializeImagePulls: false,
      imageGCHighThresholdPercent: 100,
      evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%", "nodefs.inodesFree": "1%" },
    });
  });

  test("lets kube-proxy size nothing of the host's connection tracking", () => {
    expect(documents[3]).toEqual({
      apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
      kind: "KubeProxyConfiguration",
      mode: "iptables",
      healthzBindAddress: "127.0.0.1:10256",
      metricsBindAddress: "127.0.0.1:10249",
      conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    });
    expect(documents).toHaveLength(4);
  });

  test("patches one CoreDNS and small CPU requests", () => {
    const patches = kubeadmPatches();
    expect(Object.keys(patches).sort()).toEqual([
      "corednsdeployment+strategic.yaml",
      "etcd+strategic.yaml",
      "kube-apiserver+strategic.yaml",
      "kube-controller-manager+strategic.yaml",
      "kube-scheduler+strategic.yaml",
    ]);
    expect(parse(patches["corednsdeployment+strategic.yaml"]!)).toEqual({
      spec: { replicas: 1, template: { spec: { containers: [{ name: "coredns", readinessProbe: { periodSeconds: 2 } }] } } },
    });
    expect(parse(patches["etcd+strategic.yaml"]!)).toEqual({
      spec: { containers: [{ name: "etcd", resources: { requests: { cpu: "50m" } } }] },
    });
  });
});
