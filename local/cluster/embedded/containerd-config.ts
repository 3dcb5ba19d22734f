import type { EmbeddedLayout } from "./layout.ts";

/**
 * containerd's configuration in format 2, which 1.6 and 1.7 speak and 2.x converts by itself.
 * @param pauseImage reference of the sandbox image
 */
export function containerdConfig(layout: EmbeddedLayout, pauseImage: string): string {
  return `version = 2
root = "${layout.containerd}"
state = "${layout.containerdState}"

[grpc]
  address = "${layout.containerdSocket}"

[ttrpc]
  address = "${layout.containerdSocket}.ttrpc"

[plugins."io.containerd.internal.v1.opt"]
  path = "${layout.containerd}/opt"

[plugins."io.containerd.nri.v1.nri"]
  disable = true

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Some virtual machines lack CAP_SYS_RESOURCE: there a negative oom_score_adj fails every sandbox.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${layout.cniBin}"
  conf_dir = "${layout.cniConf}"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  BinaryName = "${layout.bin}/runc"
  Root = "${layout.run}/runc"
  SystemdCgroup = false
`;
}
