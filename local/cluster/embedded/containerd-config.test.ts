import { expect, test } from "@jest/globals";
import { cniConfig } from "./cni-config.ts";
import { containerdConfig } from "./containerd-config.ts";
import { embeddedLayout } from "./layout.ts";

test("containerd keeps everything below our folders", () => {
  expect(containerdConfig(embeddedLayout(), "registry.k8s.io/pause:3.10.2")).toBe(`version = 2
root = "/var/lib/storefleet/containerd"
state = "/run/storefleet/containerd"

[grpc]
  address = "/run/storefleet/containerd/containerd.sock"

[ttrpc]
  address = "/run/storefleet/containerd/containerd.sock.ttrpc"

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/storefleet/containerd/opt"

[plugins."io.containerd.nri.v1.nri"]
  disable = true

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10.2"
  # Some virtual machines lack CAP_SYS_RESOURCE: there a negative oom_score_adj fails every sandbox.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/var/lib/storefleet/cni/bin"
  conf_dir = "/var/lib/storefleet/cni/conf"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  BinaryName = "/var/lib/storefleet/bin/runc"
  Root = "/run/storefleet/runc"
  SystemdCgroup = false
`);
});

test("the network plugins know the node, the datastore and each other's order", () => {
  expect(JSON.parse(cniConfig(embeddedLayout(), 1400))).toEqual({
    name: "storefleet",
    cniVersion: "0.3.1",
    plugins: [
      {
        type: "calico",
        datastore_type: "kubernetes",
        nodename: "storefleet",
        nodename_file_optional: true,
        mtu: 1400,
        log_level: "warning",
        log_file_path: "/var/lib/storefleet/log/calico-cni.log",
        ipam: { type: "host-local", subnet: "usePodCidr", dataDir: "/var/lib/storefleet/cni/state/networks" },
        policy: { type: "k8s" },
        policy_setup_timeout_seconds: 10,
        kubernetes: { kubeconfig: "/var/lib/storefleet/etc/calico.kubeconfig" },
      },
      { type: "portmap", snat: true, capabilities: { portMappings: true } },
    ],
  });
});
