import { type EmbeddedLayout, network, nodeName } from "./layout.ts";

/** Name of the file in containerd's CNI folder. */
export const cniConfigName = "10-storefleet.conflist";

/** Calico for interfaces and policy, addresses from the node's pod range, portmap for hostPorts. */
export function cniConfig(layout: EmbeddedLayout, mtu: number): string {
  const config = {
    name: network.cniName,
    cniVersion: "0.3.1",
    plugins: [
      {
        type: "calico",
        datastore_type: "kubernetes",
        nodename: nodeName,
        nodename_file_optional: true,
        mtu,
        log_level: "warning",
        log_file_path: `${layout.log}/calico-cni.log`,
        ipam: { type: "host-local", subnet: "usePodCidr", dataDir: `${layout.cniState}/networks` },
        policy: { type: "k8s" },
        // A pod starts only once Felix has its policy in force.
        policy_setup_timeout_seconds: 10,
        kubernetes: { kubeconfig: `${layout.etc}/calico.kubeconfig` },
      },
      { type: "portmap", snat: true, capabilities: { portMappings: true } },
    ],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
